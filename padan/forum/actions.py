"""Acts of a forum: it opens, a board takes office, people gather."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.forum.models import BoardMember, BoardTerm, Event, Forum
from padan.forum.permissions import check_may_keep_forum, check_may_open_forum
from padan.organisations.permissions import check_for
from padan.organisations.states import Kind
from padan.trail.actions import record

TERM_YEARS = 3  # unless the decree says otherwise


class ForumExists(ActionDenied):
    """This body is a forum already, or no forum's body at all."""


class TermsOverlap(ActionDenied):
    """Another board holds office in the same days."""


class TermInDisorder(ActionDenied):
    """The dates of the term do not follow each other."""


@transaction.atomic
def open_forum(*, organisation, level, by, at, centre=None):
    """Make a body of kind forum what it is: national or regional, beside a centre or none."""
    check_for(by, check_may_open_forum, organisation)
    if organisation.kind != Kind.FORUM:
        raise ForumExists(_("%(body)s is not a forum.") % {"body": organisation})
    if Forum.objects.filter(organisation=organisation).exists():
        raise ForumExists(_("%(body)s is open already.") % {"body": organisation})
    forum = Forum.objects.create(organisation=organisation, level=level, centre=centre)
    record(by, "forum.opened", organisation, at=at, changes={"level": ["", level]})
    return forum


@transaction.atomic
def open_board_term(
    *, forum, decree_number, decree_on, starts_on, by, at, ends_on=None, inaugurated_on=None, members=()
):
    """Put a board in office by its decree.

    ``members`` are dicts with ``position`` and ``name``, and where known ``organisation`` and ``under`` (a position
    named earlier in the list). Without ``ends_on`` the term lasts three years.
    """
    check_for(by, check_may_keep_forum, forum)
    forum = Forum.objects.select_for_update(of=("self",)).get(pk=forum.pk)
    ends_on = ends_on or _years_later(starts_on, TERM_YEARS)
    if ends_on <= starts_on:
        raise TermInDisorder(_("A term ends after it starts."))
    running = (
        BoardTerm.objects.filter(forum=forum, starts_on__lte=ends_on, ends_on__gte=starts_on).order_by("pk").first()
    )
    if running:
        raise TermsOverlap(_("The board %(term)s is in office in these days.") % {"term": running})
    term = BoardTerm.objects.create(
        forum=forum,
        decree_number=decree_number,
        decree_on=decree_on,
        starts_on=starts_on,
        ends_on=ends_on,
        inaugurated_on=inaugurated_on,
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
    record(
        by,
        "board_term.opened",
        forum.organisation,
        at=at,
        changes={"decree": ["", decree_number], "term": ["", str(term)], "seats": [0, len(seats)]},
    )
    return term


@transaction.atomic
def hold_event(*, forum, title, held_on, by, at, place=""):
    """Write a gathering down."""
    check_for(by, check_may_keep_forum, forum)
    event = Event.objects.create(forum=forum, title=title, held_on=held_on, place=place)
    record(by, "event.held", event, at=at, changes={"held_on": ["", held_on], "place": ["", place]})
    return event


def _years_later(day, years):
    """The last day of a term of whole years."""
    try:
        return day.replace(year=day.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
