from django.db.models import Q

from padan.base.clock import this_hour
from padan.graduates.models import Graduate, Seeking
from padan.matching.models import Round, RoundChange, RoundSeat
from padan.openings.models import Opening
from padan.openings.states import OpeningState
from padan.organisations.models import Organisation
from padan.organisations.queries import Viewer, within_personal
from padan.organisations.states import Kind

SOME = 500


def rounds_of(viewer: Viewer):
    """Rounds the viewer may open, newest first; their keeper comes along."""
    return (
        Round.objects.filter(within_personal(viewer, "keeper") | Q(keeper_id__in=viewer.forums))
        .select_related("keeper", "by")
        .order_by("-pk")
    )


def round_with_code(code):
    """The round of this code, for the command line, or None."""
    return Round.objects.filter(code=code).select_related("keeper").order_by("pk").first()


def results_of(viewer: Viewer):
    """What graduates got in the rounds the viewer may open; graduate, class, opening and company come along."""
    return (
        RoundSeat.objects.filter(round__in=rounds_of(viewer).order_by().values("pk"))
        .select_related("round", "graduate__person", "graduate__batch", "opening__company", "missed")
        .order_by("pk")
    )


def may_take_part(keeper, *, batches=()):
    """Graduates who may take part in a round of this body: those of the centre, or of the forum's centres."""
    rows = Graduate.objects.filter(Q(centre=keeper) | Q(centre__forum=keeper) | Q(centre__forum__forum=keeper))
    if batches:
        rows = rows.filter(batch__in=batches)
    return rows.order_by("pk")


def may_be_filled(keeper):
    """Openings that a round of this body may fill: open ones it keeps, or of companies of its forum, by company."""
    return (
        may_be_filled_once(keeper)
        .filter(Q(closes_at=None) | Q(closes_at__gt=this_hour()), state=OpeningState.OPEN)
        .select_related("company", "region")
        .order_by("company__name_key", "title", "pk")
    )


def may_be_filled_once(keeper):
    """Openings that a round of this body may have filled, closed ones too."""
    forum = keeper.pk if keeper.kind == Kind.FORUM else keeper.forum_id
    of_forum = Q(company__forum=forum) | Q(company__forum__forum=forum) if forum else Q(pk__in=[])
    return Opening.objects.filter(of_forum | Q(owner=keeper) | Q(owner__forum=keeper)).order_by("pk")


def seeking_among(graduates) -> int:
    """How many of these graduates say that they look for work."""
    return Seeking.objects.filter(is_open=True, graduate__in=graduates.order_by().values("pk")).count()


def keepers_of(viewer: Viewer):
    """Bodies for which the viewer may hold a round, by name."""
    return (
        Organisation.objects.filter(Q(pk__in=viewer.centres | viewer.kept_forums) | Q(forum__in=viewer.kept_forums))
        .filter(kind__in=[Kind.CENTRE, Kind.FORUM], closed_on=None)
        .order_by("kind", "name_key", "pk")
    )


def changes_of(round):
    """What happened since the result was kept, oldest first."""
    return RoundChange.objects.filter(round=round).order_by("pk")


def standing(round):
    """[(opening, [graduates])] of the kept result as it stands after every change, by company and title.

    Whoever leaves is gone and whoever moved stands where she moved to; inside an opening the best score comes first.
    """
    rows = RoundSeat.objects.filter(round=round, objective=round.objective)
    place = dict(rows.order_by("-score", "pk").values_list("graduate__code", "opening__code"))
    for moves in changes_of(round).values_list("moves", flat=True):
        place |= {code: after or None for code, _before, after in moves}
    wanted = {code: opening for code, opening in place.items() if opening}
    graduates = {}
    for start in range(0, len(wanted), SOME):
        some = Graduate.objects.filter(code__in=list(wanted)[start : start + SOME]).select_related("person", "centre")
        graduates |= {one.code: one for one in some.order_by("pk")}
    seated = {}
    for code, opening in wanted.items():
        seated.setdefault(opening, []).append(graduates[code])
    found = Opening.objects.filter(code__in=seated).select_related("company")
    return [(opening, seated[opening.code]) for opening in found.order_by("company__name_key", "title", "pk")]
