from django.db.models import Q

from padan.forum.models import BoardMember, BoardTerm, Event, Forum, Invitation
from padan.organisations.models import Organisation
from padan.organisations.queries import Viewer, within


def forums_of(viewer: Viewer):
    """Forums the viewer may open: hers and those below; staff of centres and companies see the one they stand under."""
    own = set().union(*viewer.own.values()) if viewer.own else set()
    above = Organisation.objects.filter(pk__in=own, forum__isnull=False).values("forum_id")
    return (
        Forum.objects.filter(within(viewer, "organisation") | Q(organisation_id__in=above))
        .select_related("organisation__region", "centre")
        .order_by("organisation__name_key", "pk")
    )


def terms_of(forum):
    """Board terms of a forum, newest first."""
    return BoardTerm.objects.filter(forum=forum).order_by("-starts_on", "pk")


def board_of(term):
    """Seats of a term in the order of the decree, with each holder's organisation."""
    return BoardMember.objects.filter(term=term).select_related("organisation").order_by("order", "pk")


def events_of(forum):
    """Events of a forum, newest first."""
    return Event.objects.filter(forum=forum).order_by("-held_on", "pk")


def invitations_of(event):
    """Everybody asked to an event and not taken off the list, and whoever came unasked; by name."""
    return (
        Invitation.objects.filter(event=event, withdrawn_at=None)
        .select_related("organisation")
        .order_by("name_key", "pk")
    )


def invitation_of(event, organisation):
    """The invitation of a body to an event, the one present first; None when it was not asked."""
    return invitations_of(event).filter(organisation=organisation).order_by("-checked_in_at", "pk").first()


def checked_in(event):
    """Those present at an event, in the order they came."""
    return invitations_of(event).filter(checked_in_at__isnull=False).order_by("checked_in_at", "pk")
