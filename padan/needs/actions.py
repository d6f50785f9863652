"""What industry says it will want: it is said, answered, withdrawn. A need is never deleted."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from padan.base.codes import name_key
from padan.base.errors import ActionDenied, TransitionDenied
from padan.base.staging import NEW, execute, fetch, instant
from padan.needs import notices
from padan.needs.models import CodeDecision, Need, NeedUnit, Survey, SurveyPlace
from padan.needs.permissions import (
    FOLLOW,
    REQUESTS,
    SAY,
    SURVEY,
    check_may_answer_need,
    check_may_close_need,
    check_may_code_need,
    check_may_keep_surveys,
    check_may_say,
    check_may_say_need,
    check_may_withdraw_need,
)
from padan.needs.queries import companies_to_visit, forums_visited
from padan.needs.states import NEED_FLOW, Ending, NeedState, Strength, Verdict, WhyNot
from padan.organisations.actions import open_companies
from padan.organisations.models import Organisation
from padan.organisations.permissions import check_for
from padan.organisations.queries import first_contacts, partners_under, viewer_of
from padan.organisations.states import Kind
from padan.people.actions import issue_link, issue_links
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for
from padan.people.queries import address_of, messages_about
from padan.reference.queries import OCCUPATIONS, UNITS
from padan.trail.actions import record

MOST_WORDS = 4000  # signs of one need
MOST_PEOPLE = 100_000
MOST_ALIKE = 6  # companies of one name that a refusal lists
ASKED_FOR, FOLLOWED_FOR = timedelta(days=60), timedelta(days=730)
COOL_DOWN = timedelta(days=7)  # between two mails to the same company
ANSWER_WITHIN_WORKING_DAYS = 7
"""The forum's own promise to a company. Monday to Friday; public holidays are not left out."""


class NeedInvalid(ActionDenied):
    """The need says nothing that could be answered."""


class AnswerMissing(ActionDenied):
    """There are no words in the answer."""


def answer_due(said_on):
    """The day by which the forum answers what was said on ``said_on``."""
    day, left = said_on, ANSWER_WITHIN_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


@transaction.atomic
def register_need(
    *,
    company,
    words,
    head_count,
    said_on,
    by,
    at,
    due_on=None,
    region=None,
    occupation=None,
    wage_from_idr=None,
    wage_to_idr=None,
    strength=Strength.SURVEY,
    said_by="",
    reply_email="",
    place=None,
    external_ref="",
    required_units=(),
    welcome_units=(),
):
    """Write down what a company said, in its own words.

    Sent again, the same ``external_ref`` is the same need, and so are the same words by link on the same day.
    """
    check_may_say(by, company, place)
    if company.kind != Kind.COMPANY:
        raise NeedInvalid(_("%(body)s is not a company.") % {"body": company})
    if not words.strip():
        raise NeedInvalid(_("Write what the company needs, in its own words."))
    if len(words) > MOST_WORDS:
        raise NeedInvalid(
            _("These are %(n)s signs. Say it in at most %(most)s; a longer text can be brought as a file.")
            % {"n": len(words), "most": MOST_WORDS}
        )
    if head_count < 1:
        raise NeedInvalid(_("A need asks for at least one person."))
    if head_count > MOST_PEOPLE:
        raise NeedInvalid(_("A need asks for at most %(most)s persons. Check the number.") % {"most": MOST_PEOPLE})
    if due_on and due_on < said_on:
        raise NeedInvalid(_("The day by which the people are needed has passed already."))
    if wage_from_idr and wage_to_idr and wage_to_idr < wage_from_idr:
        raise NeedInvalid(_("The highest wage is below the lowest."))
    if (external_ref or isinstance(by, SignedLink)) and (said := _said_before(company, words, said_on, external_ref)):
        return said
    need = Need.objects.create(
        company=company,
        words=words.strip(),
        head_count=head_count,
        due_on=due_on,
        region=region,
        occupation=occupation,
        wage_from_idr=wage_from_idr,
        wage_to_idr=wage_to_idr,
        strength=strength,
        said_by=said_by,
        reply_email=reply_email,
        place=place,
        external_ref=external_ref,
        said_on=said_on,
        answer_due_on=answer_due(said_on),
    )
    required = set(required_units)
    NeedUnit.objects.bulk_create(
        NeedUnit(need=need, unit=unit, required=unit in required)
        for unit in dict.fromkeys([*required_units, *welcome_units])
    )
    if place is not None:
        SurveyPlace.objects.filter(pk=place.pk).update(answered_at=at, needs_nobody=False)
    record(by, "need.registered", need, at=at, changes={"people": [None, head_count], "company": ["", company.code]})
    return need


REGISTERED = (
    "code", "company_id", "words", "words_key", "occupation_id", "head_count", "due_on", "region_id", "wage_from_idr",
    "wage_to_idr", "strength", "said_by", "said_on", "answer_due_on", "external_ref",
)  # fmt: skip
_EMPTY = ("reply_email", "answer", "ending", "why_not", "closing_words")


def register_many(*, staged, owner, by, at, source) -> int:
    """Write down the new rows of ``staged``, which has the columns of ``REGISTERED``, in the caller's transaction.

    The day by which each is answered is set here. One trail row about ``owner``, who brings them, tells count and
    codes. Returns how many were written.
    """
    count, codes = staged.codes()
    if not count:
        return 0
    for (said_on,) in fetch(f"SELECT DISTINCT said_on FROM {staged.name} WHERE verdict = {NEW}"):  # noqa: S608
        due = answer_due(date.fromisoformat(str(said_on)))
        execute(f"UPDATE {staged.name} SET answer_due_on = %s WHERE said_on = %s", [due, said_on])  # noqa: S608
    columns = ", ".join(REGISTERED)
    empty = ", ".join(_EMPTY)
    execute(
        f"""INSERT INTO {Need._meta.db_table} ({columns}, {empty}, state, created_at, updated_at)
            SELECT {columns}, {", ".join(["''"] * len(_EMPTY))}, %s, %s, %s FROM {staged.name}
            WHERE verdict = {NEW} ORDER BY n""",  # noqa: S608
        [str(NeedState.OPEN), instant(at), instant(at)],
    )
    record(by, "needs.registered", owner, at=at,
           changes={"count": [0, count], "codes": ["", codes], "file": ["", source]})  # fmt: skip
    return count


@transaction.atomic
def settle_field(*, need, column, value, by, at):
    """Fill what a file left open about a need; None takes the answer back. The trail names the column alone."""
    need = _locked(need)
    decided = need.decisions.filter(verdict=Verdict.ACCEPTED, code__scheme__scheme__in=OCCUPATIONS)
    if column == "occupation" and decided.exists():
        raise NeedInvalid(_("The occupation was decided on the page of the need. Change it there."))
    setattr(need, column, Need._meta.get_field(column).get_default() if value is None else value)
    if need.wage_from_idr and need.wage_to_idr and need.wage_to_idr < need.wage_from_idr:
        raise NeedInvalid(_("The highest wage is below the lowest."))
    need.save(update_fields=[column, "words_key", "updated_at"])
    record(by, "need.completed" if value is not None else "need.emptied", need, at=at,
           changes={"column": ["", column]})  # fmt: skip
    return need


class CompanyUnknown(ActionDenied):
    """No company of the forum has this name or code, or several have it."""


@transaction.atomic
def record_visit(*, company_name, forum_id, by, at, external_ref, may_open=False, **said):
    """Write down what a company said on a visit: named exactly, or by its code; with ``may_open`` a new one is opened.

    Sent again with the same ``external_ref``, nothing is written twice. Raises CompanyUnknown and what
    ``register_need`` raises.
    """
    called = Q(name_key=name_key(company_name)) | Q(code=company_name.strip().upper())
    several = list(companies_to_visit(viewer_of(by)).filter(called)[:MOST_ALIKE])
    if len(several) > 1:
        told = "; ".join(f"{one.code} ({one.region or '–'})" for one in several)
        raise CompanyUnknown(
            _("More than one company is called “%(name)s”. Write its code in place of the name: %(codes)s.")
            % {"name": company_name, "codes": told}
        )
    found = several[0] if several else None
    if found is None:
        if may_open and forum_id is None:
            raise CompanyUnknown(_("Say of which forum the new company is."))
        if not may_open or forum_id not in forums_visited(viewer_of(by)):
            raise CompanyUnknown(
                _("No company of your forum is called “%(name)s”. Choose it from the list, or tick that it is new.")
                % {"name": company_name}
            )
        opened = open_companies(names=[(company_name, None)], forum_id=forum_id, by=by, at=at, source="")
        found = Organisation.objects.get(pk=opened[name_key(company_name), None])
    return register_need(company=found, by=by, at=at, external_ref=external_ref, **said)


@transaction.atomic
def answer_need(*, need, answer, answered_on, by, at):
    """Tell the company what the forum can do."""
    check_for(by, check_may_answer_need, need)
    need = _locked(need)
    NEED_FLOW.check(NeedState(need.state), NeedState.ANSWERED)
    if need.state != NeedState.OPEN:
        raise TransitionDenied(_("This need is closed. Open it again first."))
    if not answer.strip():
        raise AnswerMissing(_("Write the answer that the company will read."))
    need.state, need.answer, need.answered_on = NeedState.ANSWERED, answer.strip(), answered_on
    need.save(update_fields=["state", "answer", "answered_on", "words_key", "updated_at"])
    record(by, "need.answered", need, at=at, changes={"state": [NeedState.OPEN, NeedState.ANSWERED]})
    if need.reply_email:
        _link, address = follow_link(need=need, by=by, at=at)
        notices.answered(need, address, at=at)
    return need


@transaction.atomic
def ask_for_needs(*, company, recipient, by, at):
    """A link by which somebody of this company says what it needs, without an account: (link, its address)."""
    check_for(by, check_may_say_need, company)
    link, token = issue_link(act=SAY, thing=company, recipient=recipient or company.name, by=by, at=at, lasts=ASKED_FOR)
    return link, address_of("link", token)


@transaction.atomic
def follow_link(*, need, by, at):
    """A link that shows what became of a need, for whoever said it: (link, its address)."""
    check_may_say(by, need.company, need.place)
    to = need.said_by or need.company.name
    link, token = issue_link(act=FOLLOW, thing=need, recipient=to, by=by, at=at, lasts=FOLLOWED_FOR)
    return link, address_of("link", token)


@transaction.atomic
def tell_news(*, need, key, said, by, at):
    """Write to whoever said a need that something happened for it; the same ``key`` is never told twice.

    Returns whether a mail was made.
    """
    check_for(by, check_may_answer_need, need)
    if not need.reply_email or messages_about(need).filter(key=f"need.news:{need.code}:{key}").exists():
        return False
    _link, address = follow_link(need=need, by=by, at=at)
    notices.news(need, key=key, said=said, address=address, at=at)
    return True


@transaction.atomic
def requests_link(*, company, recipient, by, at):
    """A link that shows a company what became of everything it asked for: (link, its address)."""
    check_for(by, check_may_say_need, company)
    to = recipient or company.name
    link, token = issue_link(act=REQUESTS, thing=company, recipient=to, by=by, at=at, lasts=FOLLOWED_FOR)
    return link, address_of("link", token)


@transaction.atomic
def withdraw_need(*, need, by, at, reason=""):
    """Take a need back. It stays in the books and is no longer counted."""
    check_for(by, check_may_withdraw_need, need)
    need = _locked(need)
    before = NeedState(need.state)
    NEED_FLOW.check(before, NeedState.WITHDRAWN)
    need.state = NeedState.WITHDRAWN
    need.save(update_fields=["state", "words_key", "updated_at"])
    record(by, "need.withdrawn", need, at=at, changes={"state": [before, NeedState.WITHDRAWN], "reason": ["", reason]})
    return need


class ReasonMissing(ActionDenied):
    """Not all came, and nobody said why."""


@transaction.atomic
def close_need(*, need, ending, closed_on, by, at, why_not="", closing_words=""):
    """Say how a need ended; where not all came, why. What the rows count stays theirs to count."""
    check_for(by, check_may_close_need, need)
    need = _locked(need)
    NEED_FLOW.check(NeedState(need.state), NeedState.CLOSED)
    ending, words = Ending(ending), closing_words.strip()
    why_not = WhyNot(why_not) if why_not and ending != Ending.FULFILLED else ""
    if ending != Ending.FULFILLED and not why_not:
        raise ReasonMissing(_("Say why not all came: the company reads the reason."))
    if why_not == WhyNot.OTHER and not words:
        raise ReasonMissing(_("Say the other reason in words: the company reads it."))
    need.state, need.ending, need.why_not = NeedState.CLOSED, ending, why_not
    need.closing_words, need.closed_on = words, closed_on
    need.save(update_fields=[*ENDING, "words_key", "updated_at"])
    record(by, "need.closed", need, at=at, changes={"ending": ["", ending], "why_not": ["", why_not]})
    return need


@transaction.atomic
def reopen_need(*, need, by, at):
    """Somebody is wanted after all. How it had ended stays in the trail."""
    check_for(by, check_may_close_need, need)
    need = _locked(need)
    NEED_FLOW.check(NeedState(need.state), NeedState.ANSWERED)
    if need.state != NeedState.CLOSED:
        raise TransitionDenied(_("This need is not closed."))
    before = need.ending
    need.state, need.ending, need.why_not = NeedState.ANSWERED, "", ""
    need.closing_words, need.closed_on = "", None
    need.save(update_fields=[*ENDING, "words_key", "updated_at"])
    record(by, "need.reopened", need, at=at, changes={"ending": [before, ""]})
    return need


ENDING = ("state", "ending", "why_not", "closing_words", "closed_on")


class CodeUnfit(ActionDenied):
    """The code is no unit and no occupation, or the need is no longer open to it."""


@transaction.atomic
def accept_suggestion(*, need, code, by, at, words="", confidence=None, required=True):
    """What was suggested is right: a unit is asked for from now on, an occupation is the need's."""
    return _decide(need, code, Verdict.ACCEPTED, by, at, words=words, confidence=confidence, required=required)


@transaction.atomic
def choose_code(*, need, code, by, at, words="", required=True):
    """A unit or an occupation found by hand. ``words``: those of the need that mean it; empty: the whole need."""
    return _decide(need, code, Verdict.ACCEPTED, by, at, words=words, required=required, by_hand=True)


@transaction.atomic
def reject_suggestion(*, need, code, by, at, words="", confidence=None):
    """What was suggested is wrong: it is not suggested for this need again, and less for words like these."""
    return _decide(need, code, Verdict.REJECTED, by, at, words=words, confidence=confidence)


@transaction.atomic
def take_back_code(*, need, code, by, at):
    """As if nothing had been said to this code: a unit is no longer asked for, an occupation no longer the need's."""
    check_for(by, check_may_code_need, need)
    need = _locked(need)
    _check_coded(need, code)
    gone, _each = CodeDecision.objects.filter(need=need, code=code).delete()
    units, _each = NeedUnit.objects.filter(need=need, unit=code).delete()
    if was := need.occupation_id == code.pk:
        need.occupation = None
        need.save(update_fields=["occupation", "words_key", "updated_at"])
    if gone or units or was:
        record(by, "need.code_taken_back", need, at=at, changes={"code": [code.code, ""]})
    return need


def _decide(need, code, verdict, by, at, *, words="", confidence=None, required=True, by_hand=False):
    check_for(by, check_may_code_need, need)
    need = _locked(need)
    occupation = _check_coded(need, code)
    told = {"verdict": verdict, "by_hand": by_hand, "words": words[:500], "confidence": confidence, "by": by, "at": at}
    decision, _made = CodeDecision.objects.update_or_create(need=need, code=code, defaults=told)
    if verdict == Verdict.REJECTED:
        NeedUnit.objects.filter(need=need, unit=code).delete()
    elif not occupation:
        NeedUnit.objects.update_or_create(need=need, unit=code, defaults={"required": required})
    if occupation and verdict == Verdict.ACCEPTED:
        others = CodeDecision.objects.filter(need=need, verdict=Verdict.ACCEPTED, code__scheme__scheme__in=OCCUPATIONS)
        others.exclude(code=code).delete()
    if occupation and (verdict == Verdict.ACCEPTED) != (need.occupation_id == code.pk):
        need.occupation = code if verdict == Verdict.ACCEPTED else None
        need.save(update_fields=["occupation", "words_key", "updated_at"])
    verb = "need.code_chosen" if by_hand else f"need.code_{verdict}"
    record(by, verb, need, at=at, changes={"code": ["", code.code]})
    return decision


def _check_coded(need, code) -> bool:
    """Whether the code is an occupation; refuses what is neither, and a need that was withdrawn."""
    if need.state == NeedState.WITHDRAWN:
        raise CodeUnfit(_("The need was withdrawn; its units stay as they are."))
    if code.scheme.scheme not in (*UNITS, *OCCUPATIONS):
        raise CodeUnfit(_("%(code)s is neither a competency unit nor an occupation.") % {"code": code.code})
    return code.scheme.scheme in OCCUPATIONS


class SurveyInDisorder(ActionDenied):
    """The dates or the partners of the survey do not allow this."""


@transaction.atomic
def open_survey(*, forum, title, opens_on, closes_on, by, at, words=""):
    """Ask every company under a forum which workers it will need: a place and a link for each, mails where known.

    Returns the survey. A company without an address gets its link by hand (``survey_link``).
    """
    check_for(by, check_may_keep_surveys, forum)
    if closes_on <= opens_on:
        raise SurveyInDisorder(_("The survey closes before it opens."))
    companies = list(partners_under(forum.organisation))
    if not companies:
        raise SurveyInDisorder(_("No company stands under this forum yet."))
    survey = Survey.objects.create(forum=forum, title=title, words=words, opens_on=opens_on, closes_on=closes_on)
    through = first_contacts(companies)
    SurveyPlace.objects.bulk_create(
        (
            SurveyPlace(
                survey=survey, company=company, recipient=contact.name if contact else "",
                email=contact.email if contact else "", phone=contact.phone if contact else "",
            )
            for company in companies
            for contact in [through.get(company.pk)]
        ),
        batch_size=200,
    )  # fmt: skip
    record(by, "survey.opened", survey, at=at, changes={"asked": [0, len(companies)]})
    _write_to(survey, list(survey.places.exclude(email="").select_related("company")), "asked", by, at)
    return survey


@transaction.atomic
def remind_survey(*, survey, by, at):
    """Write again to those with an address who have not answered, nobody twice within a week. Returns how many."""
    check_for(by, check_may_keep_surveys, survey.forum)
    silent = survey.places.select_for_update(of=("self",)).filter(answered_at=None).exclude(email="")
    silent = silent.filter(Q(reminded_at=None) | Q(reminded_at__lte=at - COOL_DOWN), created_at__lte=at - COOL_DOWN)
    places = list(silent.select_related("company").order_by("pk"))
    _write_to(survey, places, f"reminded:{at:%Y%m%d}", by, at)
    SurveyPlace.objects.filter(pk__in=[place.pk for place in places]).update(reminded_at=at)
    return len(places)


@transaction.atomic
def survey_link(*, place, by, at):
    """A fresh link for one company of a survey, to be sent by hand: its address."""
    check_for(by, check_may_keep_surveys, place.survey.forum)
    _link, token = issue_link(act=SURVEY, thing=place, recipient=str(place), by=by, at=at, lasts=ASKED_FOR)
    return address_of("link", token)


@transaction.atomic
def need_nobody(*, place, by, at):
    """The company answers that it needs nobody this time. A need said later takes this back."""
    check_link_for(by, SURVEY, place)
    place = SurveyPlace.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if not place.needs.exists():
        place.answered_at, place.needs_nobody = at, True
        place.save(update_fields=["answered_at", "needs_nobody", "updated_at"])
        record(by, "survey.nobody", place, at=at)
    return place


def _write_to(survey, places, key, by, at):
    if places:
        tokens = issue_links(act=SURVEY, things=places, about=survey, by=by, at=at, lasts=ASKED_FOR)
        notices.asked(survey, places, {code: address_of("link", token) for code, token in tokens.items()}, key, at=at)


def _said_before(company, words, said_on, external_ref):
    """The need that a second tap would double: the lock makes two at once wait for each other."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=company.pk)
    same = Need.objects.filter(company=company)
    if external_ref:
        same = same.filter(external_ref=external_ref)
    else:
        same = same.filter(words=words.strip(), said_on=said_on, state=NeedState.OPEN)
    return same.order_by("pk").first()


def _locked(need):
    return Need.objects.select_for_update(of=("self",)).select_related("company").get(pk=need.pk)
