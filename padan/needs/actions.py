"""What industry says it will want: it is said, answered, withdrawn. A need is never deleted."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.needs import notices
from padan.needs.models import Need, NeedUnit
from padan.needs.permissions import (
    FOLLOW,
    SAY,
    check_may_answer_need,
    check_may_say,
    check_may_say_need,
    check_may_withdraw_need,
)
from padan.needs.states import NEED_FLOW, NeedState, Strength
from padan.organisations.models import Organisation
from padan.organisations.permissions import check_for
from padan.organisations.states import Kind
from padan.people.actions import issue_link
from padan.people.models import SignedLink
from padan.people.queries import address_of
from padan.trail.actions import record

MOST_WORDS = 4000  # signs of one need
MOST_PEOPLE = 100_000
ASKED_FOR, FOLLOWED_FOR = timedelta(days=60), timedelta(days=730)
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
    required_units=(),
    welcome_units=(),
):
    """Write down what a company said, in its own words."""
    check_may_say(by, company)
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
    if isinstance(by, SignedLink) and (said := _said_before(company, words, said_on)):
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
        said_on=said_on,
        answer_due_on=answer_due(said_on),
    )
    required = set(required_units)
    NeedUnit.objects.bulk_create(
        NeedUnit(need=need, unit=unit, required=unit in required)
        for unit in dict.fromkeys([*required_units, *welcome_units])
    )
    record(by, "need.registered", need, at=at, changes={"people": [None, head_count], "company": ["", company.code]})
    return need


@transaction.atomic
def answer_need(*, need, answer, answered_on, by, at):
    """Tell the company what the forum can do."""
    check_for(by, check_may_answer_need, need)
    need = _locked(need)
    NEED_FLOW.check(NeedState(need.state), NeedState.ANSWERED)
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
    check_may_say(by, need.company)
    to = need.said_by or need.company.name
    link, token = issue_link(act=FOLLOW, thing=need, recipient=to, by=by, at=at, lasts=FOLLOWED_FOR)
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


def _said_before(company, words, said_on):
    """The same words on the same day through a link are the same need: a second tap changes nothing."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=company.pk)
    same = Need.objects.filter(company=company, words=words.strip(), said_on=said_on, state=NeedState.OPEN)
    return same.order_by("pk").first()


def _locked(need):
    return Need.objects.select_for_update(of=("self",)).select_related("company").get(pk=need.pk)
