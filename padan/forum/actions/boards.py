"""A board takes office by decree, is inaugurated, and changes hands seat by seat until its term ends."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.files import keep
from padan.base.readings import line, person_name
from padan.forum.models import BoardMember, BoardTerm, Forum
from padan.forum.permissions import check_may_keep_forum
from padan.forum.states import in_words
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.trail.actions import record

TERM_YEARS = 3  # unless the decree says otherwise


class TermsOverlap(ActionDenied):
    """Another board holds office in the same days."""


class TermInDisorder(ActionDenied):
    """The dates of the term do not follow each other."""


class DecreeUsed(ActionDenied):
    """Another board of this forum stands on the same decree."""


class BoardSits(ActionDenied):
    """The board is inaugurated: a seat is handed over by date, it is not rewritten."""


class NotYetInaugurated(ActionDenied):
    """Before the inauguration a seat is simply changed."""


class SeatRefused(ActionDenied):
    """The seat cannot stand or change like this."""


@transaction.atomic
def open_board_term(
    *, forum, decree_number, decree_on, starts_on, by, at, ends_on=None, inaugurated_on=None, members=(),
    content=None, called="",
):  # fmt: skip
    """Put a board in office by its decree.

    ``members`` are dicts with ``position`` and ``name``, and where known ``organisation`` and ``under`` (a position
    named earlier in the list). Without ``ends_on`` the term lasts three years. ``content`` is its accepted file.
    """
    check_for(by, check_may_keep_forum, forum)
    forum = Forum.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=forum.pk)
    ends_on = ends_on or years_later(starts_on, TERM_YEARS)
    if ends_on <= starts_on:
        raise TermInDisorder(_("A term ends after it starts."))
    if decree_on > starts_on:
        raise TermInDisorder(_("The decree is dated before the term starts, or on that day."))
    others = BoardTerm.objects.filter(forum=forum).order_by("pk")
    if used := others.filter(decree_number__iexact=decree_number.strip()).first():
        raise DecreeUsed(
            _("The decree %(number)s put the board %(term)s in office already. Check the number.")
            % {"number": used.decree_number, "term": used}
        )
    if running := others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first():
        raise TermsOverlap(
            _("The board %(term)s is in office until %(day)s. Choose days after it.")
            % {"term": running, "day": in_words(running.ends_on)}
        )
    term = BoardTerm.objects.create(
        forum=forum,
        decree_number=decree_number.strip(),
        decree_on=decree_on,
        starts_on=starts_on,
        ends_on=ends_on,
        inaugurated_on=inaugurated_on,
        **(keep(content, called=called) if content else {}),
    )
    seats = {}
    for order, member in enumerate(members, start=1):
        seats[member["position"]] = BoardMember.objects.create(
            term=term,
            position=member["position"],
            name=member["name"],
            organisation=member.get("organisation"),
            under=seats.get(member.get("under")),
            order=order,
        )
    told = {"decree": ["", decree_number], "term": ["", str(term)], "seats": [0, len(seats)]}
    if term.file_sha256:
        told["file"] = ["", term.file_sha256]
    record(by, "board_term.opened", forum.organisation, at=at, changes=told)
    return term


@transaction.atomic
def keep_decree(*, term, content, called, by, at):
    """Keep the decree's file. One that is there is never changed for another."""
    term = _locked(term, by)
    if term.file_name:
        raise DecreeUsed(_("The decree's file is kept already. It stays as it is."))
    for column, value in keep(content, called=called).items():
        setattr(term, column, value)
    term.save()
    record(by, "board_term.decree_kept", term, at=at, changes={"file": ["", term.file_sha256]})
    return term


@transaction.atomic
def add_seat(*, term, position, name, by, at, organisation=None, user=None, under=None, order=None):
    """Write down a position and who holds it."""
    term = _locked(term, by)
    _check_open(term)
    seats = BoardMember.objects.filter(term=term)
    seat = BoardMember(term=term, organisation=organisation, user=user, under=under, **_named(position, name))
    seat.order = order or (seats.count() + 1)
    _check_place(seat, seats)
    seat.save()
    record(by, "seat.added", term, at=at, changes={"seat": ["", str(seat)]})
    return seat


@transaction.atomic
def change_seat(*, seat, position, name, by, at, organisation=None, user=None, under=None, order=None):
    """Correct a seat before the inauguration."""
    term = _locked(seat.term, by)
    _check_open(term)
    seat = BoardMember.objects.get(pk=seat.pk)
    before = _told(seat)
    told = _named(position, name) | {"organisation": organisation, "user": user, "under": under}
    for column, value in told.items():
        setattr(seat, column, value)
    seat.order = order or seat.order
    _check_place(seat, BoardMember.objects.filter(term=term))
    seat.save()
    changes = {field: [before[field], value] for field, value in _told(seat).items() if value != before[field]}
    if changes:
        record(by, "seat.changed", term, at=at, changes=changes)
    return seat


@transaction.atomic
def remove_seat(*, seat, by, at):
    """Take a seat off the list before the inauguration. What stood below it stands where it stood."""
    term = _locked(seat.term, by)
    _check_open(term)
    BoardMember.objects.filter(term=term, under=seat).update(under=seat.under_id)
    told = str(seat)
    BoardMember.objects.filter(pk=seat.pk).delete()
    record(by, "seat.removed", term, at=at, changes={"seat": [told, ""]})


@transaction.atomic
def inaugurate(*, term, event, by, at):
    """The board is inaugurated at an event; from then on its list stands as it is."""
    term = _locked(term, by)
    if term.inaugurated_on:
        raise BoardSits(_("This board was inaugurated already."))
    if event.forum_id != term.forum_id and not _above(term.forum, event.forum):
        raise SeatRefused(_("A board is inaugurated at an event of its own forum, or of one above it."))
    if not BoardMember.objects.filter(term=term).exists():
        raise SeatRefused(_("Nobody is on the board yet. Write its members down first."))
    if not term.decree_on <= event.held_on <= term.ends_on:
        raise TermInDisorder(_("A board is inaugurated after its decree and before its term ends."))
    term.inaugurated_on, term.inauguration = event.held_on, event
    term.save(update_fields=["inaugurated_on", "inauguration", "updated_at"])
    record(by, "board_term.inaugurated", term, at=at, changes={"event": ["", event.code]})
    return term


@transaction.atomic
def replace_member(*, seat, name, starts_on, by, at, organisation=None, user=None):
    """Hand a seat over during the term: the former holder's days end, another's begin. Both stay written down."""
    term, seat = _of_sitting_board(seat, by)
    _check_within(term, seat, starts_on)
    if seat.ended_on is None:
        seat.ended_on = starts_on - timedelta(days=1)
        seat.save(update_fields=["ended_on", "updated_at"])
    taken = BoardMember.objects.create(
        term=term,
        organisation=organisation,
        user=user,
        under=seat.under,
        order=seat.order,
        starts_on=starts_on,
        replaces=seat,
        **_named(seat.position, name),
    )
    changes = {"holder": [seat.name, taken.name], "from": ["", starts_on]}
    record(by, "seat.handed_over", term, at=at, changes=changes | {"position": ["", seat.position]})
    return taken


@transaction.atomic
def vacate_seat(*, seat, ended_on, by, at):
    """A member leaves the board and nobody has taken her seat yet."""
    term, seat = _of_sitting_board(seat, by)
    if seat.ended_on is not None:
        raise SeatRefused(_("This seat is empty already."))
    _check_within(term, seat, ended_on + timedelta(days=1))
    seat.ended_on = ended_on
    seat.save(update_fields=["ended_on", "updated_at"])
    record(by, "seat.vacated", term, at=at, changes={"seat": [str(seat), ""], "until": ["", ended_on]})
    return seat


@transaction.atomic
def give_seat_account(*, seat, user, by, at):
    """Say which account the holder of a seat signs in with: her tasks then stand on her page."""
    term = _locked(seat.term, by)
    seat = BoardMember.objects.select_related("user").get(pk=seat.pk)
    before, seat.user = seat.user, user
    seat.save(update_fields=["user", "updated_at"])
    told = [before.code if before else "", user.code if user else ""]
    record(by, "seat.account", term, at=at, changes={"seat": ["", str(seat)], "account": told})
    return seat


def years_later(day, years):
    """The last day of a term of whole years."""
    try:
        return day.replace(year=day.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _locked(term, by):
    term = BoardTerm.objects.select_for_update(of=("self",)).select_related("forum__organisation").get(pk=term.pk)
    check_for(by, check_may_keep_forum, term.forum)
    return term


def _check_open(term):
    if term.inaugurated_on:
        raise BoardSits(
            _("This board is inaugurated. Hand a seat over with its date instead; what was stays written down.")
        )


def _of_sitting_board(seat, by):
    term = _locked(seat.term, by)
    if not term.inaugurated_on:
        raise NotYetInaugurated(_("This board is not inaugurated yet. Change the seat itself."))
    if BoardMember.objects.filter(replaces=seat).exists():
        raise SeatRefused(_("Somebody took this seat over already. Choose the one who holds it now."))
    return term, BoardMember.objects.select_for_update(of=("self",)).get(pk=seat.pk)


def _check_within(term, seat, starts_on):
    first = seat.starts_on or term.starts_on
    if not first < starts_on <= term.ends_on:
        raise TermInDisorder(
            _("The day lies within the term and after the former holder began: between %(first)s and %(last)s.")
            % {"first": in_words(first + timedelta(days=1)), "last": in_words(term.ends_on)}
        )
    if seat.ended_on and starts_on <= seat.ended_on:
        raise TermInDisorder(
            _("The former holder stays until %(day)s. Begin after it.") % {"day": in_words(seat.ended_on)}
        )


def _named(position, name):
    title, holder = line(position, 100), person_name(name)
    if not isinstance(title, str):
        raise FieldRefused("position", _("Write the position as the decree calls it."))
    if not isinstance(holder, str):
        raise FieldRefused("name", _("Write the person's name in plain letters."))
    return {"position": title, "name": holder}


def _told(seat):
    return {
        "position": seat.position,
        "name": seat.name,
        "organisation": seat.organisation.code if seat.organisation else "",
        "under": seat.under.position if seat.under else "",
        "order": seat.order,
    }


def _check_place(seat, seats):
    """A seat stands under another of its own board, and never under itself."""
    above = dict(seats.values_list("pk", "under_id"))
    at = seat.under_id
    if at is not None and at not in above:
        raise FieldRefused("under", _("Choose a position of this board."))
    while at is not None:
        if at == seat.pk:
            raise FieldRefused("under", _("A position does not stand under itself. Choose another one above it."))
        at = above[at]


def _above(forum, other):
    body = forum.organisation
    while body.forum:
        body = body.forum
        if body.pk == other.organisation_id:
            return True
    return False
