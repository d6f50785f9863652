"""People are asked to come, answer by their link, and are seen at the door."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.codes import new_codes
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, email, line, person_name, phone
from padan.forum import notices
from padan.forum.models import Event, Invitation
from padan.forum.permissions import check_may_keep_forum
from padan.forum.states import Answer, in_words
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.permissions import check_for
from padan.people.actions import issue_link, issue_links, withdraw_links
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for
from padan.trail.actions import record

ANSWER = "event.answer"
TOLD = ("kind", "title", "held_on", "starts_at", "ends_at", "zone", "place", "agenda")
MOST_GUESTS = 2000


class EventInDisorder(ActionDenied):
    """The times of an event do not follow each other."""


class EventOver(ActionDenied):
    """The event lies in the past: nobody is asked to it, and no answer counts any more."""


class NotYetThere(ActionDenied):
    """Nobody is present before the day."""


class GuestRefused(ActionDenied):
    """The list of guests cannot be taken as it is."""


class WasPresent(ActionDenied):
    """Who was present stays on the list."""


@transaction.atomic
def plan_event(
    *, forum, kind, title, held_on, by, at, starts_at=None, ends_at=None, zone="WIB", place="", agenda=""
):  # fmt: skip
    """Put a gathering into the calendar. ``held_on`` is its first day at the place; hours may stay open."""
    check_for(by, check_may_keep_forum, forum)
    event = Event(forum=forum)
    _fill(event, {"kind": kind, "title": title, "held_on": held_on, "starts_at": starts_at, "ends_at": ends_at,
                  "zone": zone, "place": place, "agenda": agenda})  # fmt: skip
    event.save(force_insert=True)
    record(by, "event.planned", event, at=at, changes={"held_on": ["", held_on], "place": ["", place]})
    return event


@transaction.atomic
def edit_event(*, event, revision, by, at, **told):
    """Change an event as it was shown at ``revision``; ``told`` holds all of ``TOLD``."""
    check_for(by, check_may_keep_forum, event.forum)
    event = Event.objects.select_for_update(of=("self",)).select_related("forum").get(pk=event.pk)
    if event.revision != revision:
        raise EditedMeanwhile(
            _("Somebody changed this event while you wrote. Your text is kept here; compare, then save again."), event
        )
    before = {field: getattr(event, field) for field in TOLD}
    _fill(event, told)
    event.revision += 1
    event.save()
    changes = {field: [before[field], told[field]] for field in TOLD if told[field] != before[field]}
    if changes:
        record(by, "event.edited", event, at=at, changes=changes)
    return event


def _fill(event, told):
    for field in TOLD:
        setattr(event, field, told[field])
    if event.ends_at and not event.starts_at:
        raise FieldRefused("starts_at", _("Write when the event starts, or leave the end empty as well."))
    if event.ends_at and event.ends_at <= event.starts_at:
        raise EventInDisorder(_("The event ends before it starts. Check the hours."))
    if event.starts_at and event.starts_at.astimezone(event.clock).date() != event.held_on:
        raise EventInDisorder(_("The event starts on another day than its date."))


@transaction.atomic
def invite(*, event, guests, by, at, today):
    """Ask people to come: one act for one or for hundreds, in a fixed number of questions.

    ``guests`` are dicts with ``name``, and where known ``organisation``, ``contact``, ``body``, ``phone``, ``email``.
    Who stands on the list already is left out. Returns those added. Raises EventOver, or GuestRefused naming the line.
    """
    check_for(by, check_may_keep_forum, event.forum)
    if today > event.last_on:
        raise EventOver(_("This event was on %(day)s. Nobody is asked to an event that is over.") % {
            "day": in_words(event.held_on)})  # fmt: skip
    if not guests:
        raise GuestRefused(_("Choose or write down at least one guest."))
    if len(guests) > MOST_GUESTS:
        raise GuestRefused(_("At most %(most)s guests at once. Divide the list.") % {"most": MOST_GUESTS})
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    listed = {
        _key(one)
        for one in Invitation.objects.filter(event=event, withdrawn_at=None).only("name", "organisation_id", "body")
    }
    codes, added = new_codes("UND", len(guests)), []
    for place, guest in enumerate(guests, start=1):
        one = Invitation(event=event, code=codes[place - 1], **_read_guest(guest, place if len(guests) > 1 else 0))
        if _key(one) not in listed:
            listed.add(_key(one))
            one.name_key = one.search_key()
            added.append(one)
    Invitation.objects.bulk_create(added, batch_size=200)
    if added:
        told = hashlib.sha256("".join(f"{code}\n" for code in sorted(one.code for one in added)).encode())
        record(by, "event.invited", event, at=at, changes={
            "guests": [0, len(added)], "codes": ["", told.hexdigest()]})  # fmt: skip
    return added


def _key(invitation):
    return (" ".join(invitation.name.casefold().split()), invitation.organisation_id, invitation.body.casefold())


def _read_guest(guest, place):
    """The columns of one guest. Raises GuestRefused, with the line's number where there are several."""
    name = person_name(guest["name"])
    body = line(guest.get("body") or "", 200)
    address, number = email(guest.get("email") or ""), phone(guest.get("phone") or "")
    sentence = ""
    if not isinstance(name, str):
        sentence = _("Write the guest's name in plain letters.")
    elif isinstance(body, Problem):
        sentence = _("The organisation of %(name)s holds signs that cannot be seen, or is too long.")
    elif isinstance(address, Problem):
        sentence = _("“%(email)s” of %(name)s is not an e-mail address.")
    elif isinstance(number, Problem):
        sentence = _("“%(phone)s” of %(name)s is not one phone number. Write it as 0812… or +62812….")
    if sentence:
        said = sentence % {"name": guest["name"], "email": guest.get("email"), "phone": guest.get("phone")}
        raise GuestRefused(_("Line %(n)s: %(said)s") % {"n": place, "said": said} if place else said)
    return {
        "name": name,
        "organisation": guest.get("organisation"),
        "contact": guest.get("contact"),
        "body": "" if guest.get("organisation") else body or "",
        "email": address or "",
        "phone": number or "",
    }


@transaction.atomic
def send_invitations(*, event, invitations, by, at, today):
    """Mail these guests their links, each her own, again if need be; those without an address are left out.

    Returns those it was sent to. A fixed number of questions for any number of guests.
    """
    check_for(by, check_may_keep_forum, event.forum)
    if today > event.last_on:
        raise EventOver(_("This event is over. Nobody is asked to come any more."))
    going = [one for one in invitations if one.email and one.event_id == event.pk and not one.withdrawn_at]
    if not going:
        raise GuestRefused(_("None of these guests has an e-mail address. Use the WhatsApp text instead."))
    tokens = issue_links(act=ANSWER, things=going, about=event, by=by, at=at)
    notices.mail_invitations(event, going, tokens, at=at)
    Invitation.objects.filter(pk__in=[one.pk for one in going]).update(sent_at=at)
    return going


@transaction.atomic
def hand_over_link(*, invitation, by, at, today):
    """A fresh link for one guest, for a message that somebody sends herself. Returns its token."""
    event = invitation.event
    check_for(by, check_may_keep_forum, event.forum)
    if today > event.last_on:
        raise EventOver(_("This event is over. Nobody is asked to come any more."))
    _link, token = issue_link(act=ANSWER, thing=invitation, recipient=invitation.name, by=by, at=at)
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=at)
    return token


@transaction.atomic
def answer_invitation(*, invitation, answer, by, at, today, substitute=""):
    """Coming, not coming, or somebody else in my place. By the guest's link, or noted by the secretariat.

    The last answer counts; after the event none does.
    """
    invitation = _locked(invitation)
    event = invitation.event
    if isinstance(by, SignedLink):
        check_link_for(by, ANSWER, invitation)
    else:
        check_for(by, check_may_keep_forum, event.forum)
    if today > event.last_on:
        raise EventOver(_("This event is over. Your answer was not changed."))
    if answer not in (Answer.COMING, Answer.ABSENT, Answer.SUBSTITUTE):
        raise FieldRefused("answer", _("Choose one of the answers."))
    stand_in = ""
    if answer == Answer.SUBSTITUTE:
        stand_in = person_name(substitute)
        if not isinstance(stand_in, str):
            raise FieldRefused("substitute", _("Write the name of who comes in your place."))
    before = invitation.answer
    invitation.answer, invitation.substitute, invitation.answered_at = answer, stand_in, at
    invitation.save()
    record(by, "invitation.answered", invitation, at=at, changes={"answer": [before, answer]})
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation, by, at):
    """Take a guest off the list; her links open nothing any more."""
    invitation = _locked(invitation)
    check_for(by, check_may_keep_forum, invitation.event.forum)
    if invitation.checked_in_at:
        raise WasPresent(_("%(name)s was present and stays on the list.") % {"name": invitation.comes})
    if not invitation.withdrawn_at:
        invitation.withdrawn_at = at
        invitation.save()
        withdraw_links(thing=invitation, by=by, at=at)
        record(by, "invitation.withdrawn", invitation, at=at)
    return invitation


@transaction.atomic
def check_in(*, invitation, by, at, today):
    """A guest is here. A second time changes nothing: two people at the door never disagree."""
    invitation = _locked(invitation)
    check_for(by, check_may_keep_forum, invitation.event.forum)
    if invitation.withdrawn_at:
        raise GuestRefused(_("%(name)s was taken off the list. Write the guest down anew.") % {"name": invitation})
    if today < invitation.event.held_on:
        raise NotYetThere(
            _("The event is on %(day)s. Nobody is present before.") % {"day": in_words(invitation.event.held_on)}
        )
    if invitation.checked_in_at is None:
        invitation.checked_in_at = at
        invitation.save()
        record(by, "invitation.checked_in", invitation, at=at)
    return invitation


@transaction.atomic
def undo_check_in(*, invitation, by, at):
    """The wrong name was tapped."""
    invitation = _locked(invitation)
    check_for(by, check_may_keep_forum, invitation.event.forum)
    if invitation.checked_in_at:
        before, invitation.checked_in_at = invitation.checked_in_at, None
        if invitation.walked_in:
            invitation.withdrawn_at = at
        invitation.save()
        record(by, "invitation.check_in_undone", invitation, at=at, changes={"present": [before, ""]})
    return invitation


@transaction.atomic
def walk_in(*, event, name, by, at, today, organisation=None, body="", phone="", email=""):
    """Somebody came unasked. Who stands on the list already is checked in, not written down twice."""
    check_for(by, check_may_keep_forum, event.forum)
    if today < event.held_on:
        raise NotYetThere(_("The event is on %(day)s. Nobody is present before.") % {"day": in_words(event.held_on)})
    told = _read_guest({"name": name, "organisation": organisation, "body": body, "phone": phone, "email": email}, 0)
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    guest = Invitation(event=event, walked_in=True, checked_in_at=at, **told)
    same = {_key(one): one for one in Invitation.objects.filter(event=event, withdrawn_at=None).order_by("-pk")}
    if listed := same.get(_key(guest)):
        return check_in(invitation=listed, by=by, at=at, today=today)
    guest.save()
    record(by, "invitation.walked_in", guest, at=at)
    return guest


def _locked(invitation):
    rows = Invitation.objects.select_for_update(of=("self",))
    return rows.select_related("event__forum__organisation", "organisation").get(pk=invitation.pk)
