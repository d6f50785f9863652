"""A company is asked to stand by a business and says yes, no or other terms; only its own yes counts."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied, NotAllowed
from padan.base.readings import Problem, line
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.organisations.queries import first_contacts
from padan.people.actions import issue_link, issue_links
from padan.people.queries import address_of
from padan.placements.states import Teller
from padan.trail.actions import record
from padan.ventures import notices
from padan.ventures.actions.businesses import LINK_LASTS, LONG_AGO, AlreadyTold, locked, teller_of
from padan.ventures.models import Backer, NameShown
from padan.ventures.permissions import (
    check_may_answer_for_company,
    check_may_end_backing,
    check_may_record_venture,
    check_may_tell,
)
from padan.ventures.queries import backers_to_remind, companies_beside
from padan.ventures.states import (
    BACK,
    BACKER_FLOW,
    BESIDE,
    KEEP,
    NAME_NOW,
    STANDING,
    TO_ANSWER,
    BackerState,
    Backing,
    VentureState,
)

ANSWER_WITHIN = timedelta(days=60)  # how long a company's link opens its page
REMIND_AFTER = timedelta(days=7)
MOST_MAILS = 3  # the question and two reminders; after that somebody calls
AFTER_A_NO = timedelta(days=90)
MOST_ASKED_BY_HER = 3


class NotAPartner(ActionDenied):
    """The company does not stand under the forum of her centre, or does so no more."""


class AlreadyBeside(ActionDenied):
    """This company stands by this business as that already, is being asked, or said no a short while ago."""


class AlreadyAnswered(ActionDenied):
    """The company has said what it does; or nothing stands that it could answer."""


class NothingToAsk(ActionDenied):
    """The business is closed, or what was asked is not what the company read."""


@transaction.atomic
def propose_backer(*, venture, organisation, kind, since, words, by, at, today, shows_name=False):
    """Ask a company of the forum to stand by a business from a day on; ``words`` say what for, and it reads them.

    Its contact gets a link by mail where an address is known. Nothing counts before it says yes. ``shows_name``:
    she shows it her name; nobody does that for her. Raises NotAllowed, NotAPartner, AlreadyBeside, AlreadyTold or
    FieldRefused.
    """
    venture = locked(venture)
    check_may_tell(by, venture.graduate)
    if venture.state == VentureState.CLOSED:
        raise AlreadyTold(_("This business is closed. Say first that it runs after all."))
    if not companies_beside(venture.graduate).filter(pk=organisation.pk).exists():
        raise NotAPartner(_("%(company)s does not stand under the forum of her centre.") % {"company": organisation})
    asked = _asked_words(words)
    if not today - LONG_AGO <= since <= today:
        raise FieldRefused("since", _("Write the day on which it began, today or before."))
    teller = teller_of(by, venture.graduate)
    _check_free(venture, organisation, Backing(kind), teller, today)
    backer = Backer.objects.create(
        venture=venture, organisation=organisation, kind=kind, since=since, words=asked, teller=teller,
        proposed_by=by if teller == Teller.OFFICER else None,
    )  # fmt: skip
    told = {"company": ["", organisation.code], "kind": ["", kind], "since": ["", since], "backer": ["", backer.code]}
    record(by, "venture.backer_proposed", venture, at=at, changes=told)
    if shows_name:
        _show_name(backer, by, at)
    _ask(backer, by, at)
    return backer


@transaction.atomic
def ask_backer_again(*, backer, words, by, at):
    """Ask a company anew, with words that take up its terms; or for the first time, where the centre alone told of it.

    What the centre told stays told until the company answers.
    """
    backer = _held(backer)
    check_may_tell(by, backer.venture.graduate)
    _check_business(backer)
    if backer.state == BackerState.TERMS:
        BACKER_FLOW.check(backer.state, BackerState.PROPOSED)
        backer.state = BackerState.PROPOSED
    elif backer.state != BackerState.TOLD or backer.asked_at:
        raise AlreadyAnswered(standing_in_words(backer))
    backer.words, backer.times_asked = _asked_words(words), 0
    backer.save()
    record(by, "venture.backer_asked_again", backer.venture, at=at, changes={"backer": ["", backer.code]})
    _ask(backer, by, at)
    return backer


@transaction.atomic
def backer_link(*, backer, by, at) -> str:
    """A link for the company, to be sent by hand: its address. Looking at it uses nothing up."""
    backer = _held(backer)
    check_for(by, check_may_record_venture, backer.venture.graduate)
    _check_business(backer)
    if backer.state not in TO_ANSWER:
        raise AlreadyAnswered(standing_in_words(backer))
    backer.asked_at = at
    backer.save(update_fields=["asked_at", "updated_at"])
    return _link(backer, by, at)


@transaction.atomic
def answer_backing(*, backer, answer, name, by, at, today, terms="", seen=None):
    """The company says ``agreed``, ``declined`` or ``terms`` (then in a sentence), and who says it there.

    ``seen`` are the words it read. Raises NotAllowed, AlreadyAnswered, NothingToAsk or FieldRefused.
    """
    backer = _held(backer)
    check_may_answer_for_company(by, backer)
    if backer.state not in TO_ANSWER:
        raise AlreadyAnswered(standing_in_words(backer))
    _check_business(backer)
    if seen is not None and seen != backer.words:
        raise NothingToAsk(
            _("What is asked was changed after you opened this page. Nothing was recorded. Read it again below.")
        )
    BACKER_FLOW.check(backer.state, BackerState(answer))
    who, said = line(name, 150), line(terms, 500)
    if not isinstance(who, str):
        raise FieldRefused("name", _("Write your name and position."))
    if isinstance(said, Problem) or (answer == BackerState.TERMS and not said):
        raise FieldRefused("terms", _("Say in a sentence what you can do instead."))
    backer.state, backer.answered_on, backer.answered_by = BackerState(answer), today, who
    backer.terms = said if answer == BackerState.TERMS else ""
    backer.save()
    if answer == BackerState.DECLINED:
        _end_name(backer, at)
    told = {"company": ["", backer.organisation.code], "answer": ["", answer], "backer": ["", backer.code]}
    record(by, "venture.backer_answered", backer.venture, at=at, changes=told)
    _tell_proposer(backer, by, at)
    return backer


@transaction.atomic
def take_proposal_back(*, backer, by, at):
    """The company need not answer any more; its link says so."""
    backer = _held(backer)
    check_may_tell(by, backer.venture.graduate)
    if BackerState.DROPPED not in BACKER_FLOW.allowed_from(backer.state):
        raise AlreadyAnswered(standing_in_words(backer))
    backer.state = BackerState.DROPPED
    backer.save(update_fields=["state", "updated_at"])
    _end_name(backer, at)
    record(by, "venture.backer_dropped", backer.venture, at=at, changes={"backer": ["", backer.code]})
    return backer


@transaction.atomic
def end_backing(*, backer, until, by, at, today):
    """A company stands by a business no longer from a day on; that it did stays.

    She, her centre or the company ends it. Raises NotAllowed, AlreadyAnswered or FieldRefused.
    """
    backer = _held(backer)
    check_may_end_backing(by, backer)
    if backer.state not in BESIDE:
        raise AlreadyAnswered(standing_in_words(backer))
    if not backer.since <= until <= today:
        raise FieldRefused("until", _("The last day lies between the first and today."))
    backer.state, backer.until = BackerState.ENDED, until
    backer.save(update_fields=["state", "until", "updated_at"])
    _end_name(backer, at)
    told = {"company": [backer.organisation.code, ""], "until": ["", until], "backer": ["", backer.code]}
    record(by, "venture.backing_ended", backer.venture, at=at, changes=told)
    if _is_company(by, backer):
        _tell_proposer(backer, by, at)
    return backer


@transaction.atomic
def show_name(*, backer, by, at):
    """She lets the company see her name; from the next request on it does."""
    backer = _held(backer)
    check_may_tell(by, backer.venture.graduate)
    if backer.state not in STANDING:
        raise AlreadyAnswered(standing_in_words(backer))
    _show_name(backer, by, at)


@transaction.atomic
def hide_name(*, backer, by, at):
    """She, or her centre for her, hides her name again; from the next request on the company sees a code."""
    backer = _held(backer)
    check_may_tell(by, backer.venture.graduate)
    if _end_name(backer, at):
        record(by, "venture.name_hidden", backer.venture, at=at, changes={"backer": [backer.code, ""]})


@transaction.atomic
def remind_backers(*, today, at) -> int:
    """Write to companies that have not answered: after ``REMIND_AFTER``, ``MOST_MAILS`` mails in all.

    Also to those of whom no address was known before. Silence decides nothing. Returns how many were written to.
    """
    due = list(backers_to_remind(at - REMIND_AFTER, most=MOST_MAILS).select_for_update(of=("self",)))
    contacts = first_contacts({backer.organisation_id for backer in due})
    due = [one for one in due if one.organisation_id in contacts and contacts[one.organisation_id].email]
    if not due:
        return 0
    tokens = issue_links(act=BACK, things=due, about=None, by=None, at=at, lasts=ANSWER_WITHIN)
    for backer in due:
        backer.contact = contacts[backer.organisation_id]
        backer.asked_at, backer.times_asked = at, backer.times_asked + 1
    Backer.objects.bulk_update(due, ["contact", "asked_at", "times_asked"], batch_size=200)
    notices.ask_companies(due, {code: address_of("link", token) for code, token in tokens.items()}, at=at)
    return len(due)


def standing_in_words(backer) -> str:
    """Why there is nothing to answer: what stands, as a sentence."""
    told = {"who": backer.answered_by, "company": backer.organisation}
    if backer.answered_on:
        told["day"] = in_words(backer.answered_on)
    if backer.until:
        told["until"] = in_words(backer.until)
    return {
        BackerState.AGREED: _("%(who)s agreed for %(company)s on %(day)s. That stands until it is taken back."),
        BackerState.DECLINED: _("%(who)s said no for %(company)s on %(day)s. What was answered stands."),
        BackerState.DROPPED: _("The proposal was taken back. Nothing is asked of %(company)s any more."),
        BackerState.ENDED: _("This ended on %(until)s."),
        BackerState.PROPOSED: _("%(company)s is being asked already."),
        BackerState.TOLD: _("%(company)s is being asked already."),
        BackerState.TERMS: _("%(who)s asked for other terms on %(day)s."),
    }[BackerState(backer.state)] % told


def _held(backer):
    rows = Backer.objects.select_for_update(of=("self",)).select_related(
        "venture__graduate__person", "venture__graduate__centre", "venture__graduate__batch__programme",
        "venture__region", "organisation", "proposed_by", "contact",
    )  # fmt: skip
    return rows.get(pk=backer.pk)


def _asked_words(words) -> str:
    told = line(words, 300)
    if not isinstance(told, str):
        raise FieldRefused("words", _("Say in a sentence what you ask of the company."))
    return told


def _check_free(venture, organisation, kind, teller, today):
    """Raise AlreadyBeside where the company stands there, is being asked, or said no a short while ago."""
    same = Backer.objects.filter(venture=venture, organisation=organisation, kind=kind)
    if there := same.filter(state__in=STANDING).select_related("organisation").order_by("pk").first():
        if there.state in BESIDE:
            raise AlreadyBeside(_("This company stands by this business already."))
        raise AlreadyBeside(standing_in_words(there))
    no = same.filter(state=BackerState.DECLINED, answered_on__gt=today - AFTER_A_NO).order_by("-answered_on").first()
    if no:
        raise AlreadyBeside(
            _("%(company)s said no on %(day)s. Ask it again from %(again)s on, or ask another company.")
            % {
                "company": organisation,
                "day": in_words(no.answered_on),
                "again": in_words(no.answered_on + AFTER_A_NO),
            }
        )
    if teller == Teller.HERSELF:
        waiting = Backer.objects.filter(venture__graduate=venture.graduate, teller=teller, state=BackerState.PROPOSED)
        if waiting.count() >= MOST_ASKED_BY_HER:
            raise AlreadyBeside(
                _("%(most)s companies are being asked already. Wait for one of them, or take a proposal back.")
                % {"most": MOST_ASKED_BY_HER}
            )


def _check_business(backer):
    """A closed business asks nothing; nor one whose owner asked to be forgotten."""
    if backer.venture.state == VentureState.CLOSED or not backer.venture.words:
        raise NothingToAsk(_("This business runs no longer. Nothing is asked of the company any more."))


def _ask(backer, by, at):
    """Mail the question to the company's contact; without an address somebody sends the link by hand."""
    contact = first_contacts([backer.organisation_id]).get(backer.organisation_id)
    backer.contact = contact
    if contact is not None and contact.email:
        backer.asked_at, backer.times_asked = at, backer.times_asked + 1
        notices.ask_companies([backer], {backer.code: _link(backer, by, at)}, at=at)
    backer.save(update_fields=["contact", "asked_at", "times_asked", "updated_at"])


def _link(backer, by, at) -> str:
    told = {"recipient": str(backer)[:200], "lasts": ANSWER_WITHIN}
    _row, token = issue_link(act=BACK, thing=backer, by=by, at=at, **told)
    return address_of("link", token)


def _show_name(backer, by, at):
    """Within the act that lets the company see her name; a consent that stands stays."""
    if teller_of(by, backer.venture.graduate) != Teller.HERSELF:
        raise NotAllowed(_("Only she herself shows her name to a company."))
    told = {"given_at": at, "given_through": by.code, "words_version": NAME_NOW}
    _shown, new = NameShown.objects.get_or_create(backer=backer, withdrawn_at=None, defaults=told)
    if new:
        record(by, "venture.name_shown", backer.venture, at=at, changes={"backer": ["", backer.code]})


def _end_name(backer, at) -> int:
    return NameShown.objects.filter(backer=backer, withdrawn_at=None).update(withdrawn_at=at, updated_at=at)


def _is_company(by, backer) -> bool:
    try:
        check_may_answer_for_company(by, backer)
    except NotAllowed:
        return False
    return True


def _tell_proposer(backer, by, at):
    """What the company said goes to whoever asked it."""
    graduate = backer.venture.graduate
    if backer.teller == Teller.HERSELF and graduate.person.email:
        told = {"recipient": graduate.code, "lasts": LINK_LASTS}
        _row, token = issue_link(act=KEEP, thing=graduate, by=by, at=at, **told)
        notices.tell_answer(backer, to=graduate.person.email, address=address_of("link", token), at=at)
    elif backer.proposed_by and backer.proposed_by.email and backer.proposed_by.is_active:
        page = address_of("backer-detail", backer.code)
        notices.tell_answer(backer, to=backer.proposed_by.email, address=page, at=at)
