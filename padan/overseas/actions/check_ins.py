"""How she is abroad: asked after 1, 3, 6 and 12 months, answered with one tap, followed up, missed by nobody."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.readings import Problem, prose
from padan.base.sealing import seal
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.organisations.queries import viewer_of
from padan.overseas import notices
from padan.overseas.actions.alarms import raise_alarms
from padan.overseas.actions.candidates import LINK_LASTS
from padan.overseas.actions.stepping import label_of, locked
from padan.overseas.models import Alarm, CheckIn
from padan.overseas.permissions import check_may_keep_candidate, check_may_tell_how, is_herself
from padan.overseas.queries.candidates import HOW, check_ins_to_mail
from padan.overseas.states import ROUTE, AlarmKind, AlarmState, CandidateState, HowSheIs
from padan.people.actions import issue_link, issue_links
from padan.people.models import SignedLink
from padan.people.queries import address_of
from padan.placements.states import Teller
from padan.trail.actions import record

ASK_AGAIN = timedelta(days=5)  # cool-down between two mails about one question
MOST_ASKED = 3
GRACE = timedelta(days=14)  # silent for so long after its day, a question counts as missed
LONGEST = 2_000
AT_ONCE = 1_000


class NotDueYet(ActionDenied):
    """The question has not come yet."""


class NothingToFollow(ActionDenied):
    """Nothing waits for somebody."""


@transaction.atomic
def answer_check_in(*, check_in, how, by, at, today, words=""):
    """How she is, by her link, her account, or as she said on the phone. A late answer counts, a later one corrects.

    A problem or a wish to be called reaches her centre at once and waits until somebody writes down what was done.
    Raises NotAllowed, NotDueYet or FieldRefused.
    """
    candidate = locked(check_in.candidate)
    check_may_tell_how(by, candidate)
    check_in = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    check_in.candidate = candidate
    if check_in.due_on > today:
        raise NotDueYet(_("This question has not come yet."))
    text = prose(words, LONGEST)
    if isinstance(text, Problem):
        raise FieldRefused("words", _("This holds signs that cannot be seen, or is too long. Type it again."))
    before, asks_for_help = check_in.how, how in (HowSheIs.PROBLEM, HowSheIs.CALL)
    check_in.how, check_in.answered_at, check_in.teller = HowSheIs(how), at, _teller(by, candidate)
    check_in.words_sealed = seal(text, purpose=HOW) if text else None
    if check_in.how != before or asks_for_help:  # what was done was done about an earlier call
        check_in.followed_on, check_in.followed_by, check_in.followed_sealed = None, "", None
    check_in.save()
    record(by, "candidate.asked_after", candidate, at=at,
           changes={"month": ["", check_in.months], "how": [before, check_in.how]})  # fmt: skip
    if asks_for_help:
        notices.she_said(check_in, today=today, at=at)
        raise_alarms([_cry(check_in, candidate)], at=at, today=today)  # at once; the night finds it told already
    return check_in


def _cry(check_in, candidate) -> dict:
    """The alarm of a call for help: one while it is open, another for a call after that was dealt with."""
    cause = f"{AlarmKind.HELP}:{check_in.pk}"
    earlier = Alarm.objects.filter(kind=AlarmKind.HELP, candidate=candidate, state=AlarmState.CLOSED)
    number = earlier.filter(Q(cause=cause) | Q(cause__startswith=f"{cause}:")).count()
    return {
        "kind": AlarmKind.HELP,
        "cause": f"{cause}:{number}" if number else cause,
        "centre": candidate.centre_id,
        "forum": candidate.centre.forum_id,
        "candidate_id": candidate.pk,
        "number": 1,
        "due_on": check_in.due_on,
    }


@transaction.atomic
def follow_up(*, check_in, words, by, at, today):
    """What somebody did about a problem, a wish to be called, or silence. It stays sealed.

    Raises NotAllowed, NothingToFollow or FieldRefused.
    """
    candidate = locked(check_in.candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_in = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if check_in.how not in (HowSheIs.PROBLEM, HowSheIs.CALL) and check_in.missed_on is None:
        raise NothingToFollow(_("She said that she is well, or nobody has waited too long. Nothing is to be done."))
    text = prose(words, LONGEST)
    if not text or isinstance(text, Problem):
        raise FieldRefused("words", _("Say what was done: whom you reached, and what was agreed."))
    check_in.followed_on, check_in.followed_by = today, label_of(by)
    check_in.followed_sealed = seal(text, purpose=HOW)
    check_in.save()
    record(by, "candidate.followed_up", candidate, at=at, changes={"month": ["", check_in.months], "on": ["", today]})
    return check_in


@transaction.atomic
def check_in_link(*, check_in, by, at) -> str:
    """A link for her, to be sent by hand: its address. The question counts as asked."""
    candidate = check_in.candidate
    check_for(by, check_may_keep_candidate, candidate)
    _link, token = issue_link(act=ROUTE, thing=candidate, recipient=candidate.code, by=by, at=at, lasts=LINK_LASTS)
    CheckIn.objects.filter(pk=check_in.pk).update(asked_at=at)
    return address_of("link", token)


@transaction.atomic
def follow_check_ins(*, today, at) -> int:
    """Flag the questions that were missed, and ask by mail those whose day has come. Returns how many of both.

    Missed is told by one statement for all; who has no address, or was asked often enough, waits on the list of her
    centre. Nobody is asked twice within ``ASK_AGAIN``.
    """
    missed = CheckIn.objects.filter(
        answered_at=None, missed_on=None, due_on__lte=today - GRACE, candidate__state=CandidateState.ON_ROUTE
    ).update(missed_on=today)
    latest: dict[int, CheckIn] = {}
    for check_in in check_ins_to_mail(today, at, again=ASK_AGAIN, most=MOST_ASKED):
        latest.setdefault(check_in.candidate_id, check_in)
    asked = list(latest.values())
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        tokens = issue_links(
            act=ROUTE, things=[one.candidate for one in some], about=None, by=None, at=at, lasts=LINK_LASTS
        )
        addresses = {code: address_of("link", token) for code, token in tokens.items()}
        notices.ask_after(some, addresses, today=today, at=at)
        for one in some:
            one.asked_at, one.reminders = at, one.reminders + 1
        CheckIn.objects.bulk_update(some, ["asked_at", "reminders"], batch_size=200)
    return missed + len(asked)


def _teller(by, candidate):
    hers = isinstance(by, SignedLink) or (by is not None and is_herself(viewer_of(by), candidate))
    return Teller.HERSELF if hers else Teller.OFFICER
