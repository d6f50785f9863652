"""Questions about graduates: who may see them, what work they look for, what companies see of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt

from django.db.models import Q

from padan.graduates.models import Graduate, Language, Seeking, WayAbroad
from padan.organisations.queries import Viewer, within_personal
from padan.organisations.states import RoleName
from padan.reference.models import Region
from padan.reference.queries import regions
from padan.reference.tongues import Level, Tongue
from padan.training.models import Enrolment
from padan.training.queries.batches import taught_by
from padan.training.queries.results import units_held

FRESH_FOR = timedelta(days=60)
"""How long a profile counts as fresh; after that it is asked again, and marked as old. It is never dropped."""
COOL_DOWN = timedelta(days=14)  # between two times of asking
NEAR = 12  # regencies named as near


def graduates_of(viewer: Viewer):
    """Graduates the viewer may open, registered last first; a graduate herself. Companies: nobody, until consent.

    Person, centre, class and programme come along.
    """
    open_to = within_personal(viewer, "centre")
    if viewer.has(RoleName.INSTRUCTOR):
        taught = Enrolment.objects.filter(batch__in=taught_by(viewer)).order_by().values("person_id")
        open_to |= Q(person__in=taught)
    if viewer.person_id:
        open_to |= Q(person_id=viewer.person_id)
    return _with_class(Graduate.objects.filter(open_to)).order_by("-pk")


def graduate_of(person_id):
    """The graduate behind a person, or None."""
    return _with_class(Graduate.objects.filter(person_id=person_id)).first()


def graduate_behind(link):
    """The graduate that a link is about."""
    code = link.thing_code if link.thing_kind == "graduates.graduate" else None
    return _with_class(Graduate.objects.filter(code=code)).order_by("pk")


def _with_class(rows):
    return rows.select_related("person", "centre__region", "batch__programme")


def seeking_of(graduate):
    """What she said about the work she looks for, or None; her regions come along."""
    rows = Seeking.objects.filter(graduate=graduate).select_related("home__parent")
    return rows.prefetch_related("regions__region").order_by("pk").first()


def kept_from(place, graduates) -> set[int]:
    """Ids of those of these graduates who may not work in this country; nobody is kept from a place at home."""
    if place is None or place.kind != Region.Kind.COUNTRY:
        return set()
    ids = {graduate.pk for graduate in graduates}
    on_the_way = WayAbroad.objects.filter(country=place, graduate__in=ids).order_by()
    return ids - set(on_the_way.values_list("graduate_id", flat=True))


def languages_of(graduate) -> dict[str, int]:
    """The languages she speaks, and how well."""
    rows = Language.objects.filter(graduate=graduate).order_by("language")
    return dict(rows.values_list("language", "level"))


def units_held_by(graduates) -> dict[int, set[int]]:
    """The units each of these graduates was found competent in, in whatever class: graduate id to ids of units.

    One question for all; who holds none has an empty set.
    """
    graduates = list(graduates)
    held = units_held([graduate.person_id for graduate in graduates])
    return {graduate.pk: held.get(graduate.person_id, set()) for graduate in graduates}


def is_old(seeking, at) -> bool:
    """Whether nobody has confirmed it for long."""
    return seeking.is_open and seeking.confirmed_at <= at - FRESH_FOR


def seeking_to_ask(today, at):
    """Profiles to ask about tonight, the oldest first: open and old, or paused and due, and not asked lately.

    The graduate and her address come along.
    """
    due = Q(is_open=True, confirmed_at__lte=at - FRESH_FOR) | Q(is_open=False, ask_again_on__lte=today)
    quiet = Q(asked_at=None) | Q(asked_at__lte=at - COOL_DOWN)
    rows = Seeking.objects.filter(due & quiet).select_related("graduate__person", "graduate__centre", "graduate__batch")
    return rows.order_by("confirmed_at", "pk")


def seeking_or_not(rows, wanted, at):
    """Those of ``rows`` who look for work (``open``), said so long ago (``old``), do not now, or never said."""
    if wanted == "open":
        return rows.filter(seeking__is_open=True)
    if wanted == "old":
        return rows.filter(seeking__is_open=True, seeking__confirmed_at__lte=at - FRESH_FOR)
    if wanted == "paused":
        return rows.filter(seeking__is_open=False)
    return rows.filter(seeking=None)


def regions_around(home) -> tuple[list, list]:
    """(regencies near a region, nearest first, itself at the head; provinces, nearest first, its own at the head).

    One question; distances by the table's points, as the crow flies.
    """
    every = list(regions())
    regencies = [region for region in every if region.parent_id]
    provinces = [region for region in every if not region.parent_id]
    if home is None or home.latitude is None:
        return [], provinces
    own = home.parent_id or home.pk
    near = sorted(regencies, key=lambda region: (region.pk != home.pk, _km(home, region), region.code))[:NEAR]
    return near, sorted(provinces, key=lambda region: (region.pk != own, _km(home, region), region.code))


def _km(one, other) -> float:
    if other.latitude is None:
        return float("inf")
    a, b = radians(one.latitude), radians(other.latitude)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 12742 * asin(sqrt(half))


@dataclass(frozen=True)
class PublicProfile:
    """What a company sees of a graduate before she agrees: no name, no age, no sex, no phone, no address."""

    code: str
    trade: str
    units: int
    region: str
    available_on: date | None  # None: at once
    languages: list[str]


def public_profile_of(graduate, seeking, units, languages) -> PublicProfile:
    """The profile as companies read it now; ``units`` is how many she holds."""
    programme = graduate.batch.programme
    home = seeking.home if seeking else None
    return PublicProfile(
        code=graduate.code,
        trade=programme.trade or programme.name,
        units=units,
        region=str(home or graduate.centre.region or ""),
        available_on=seeking.earliest_on if seeking else None,
        languages=[f"{Tongue(code).label}: {Level(level).label}" for code, level in languages.items()],
    )


def seeking_by_graduate(graduates) -> dict[int, Seeking]:
    """What each of them said about looking for work: graduate id to profile. One question for all."""
    rows = Seeking.objects.filter(graduate__in=[graduate.pk for graduate in graduates])
    return {seeking.graduate_id: seeking for seeking in rows.select_related("home").order_by("pk")}
