"""Work abroad enters matching: a partner's position is published, and matching hears who may be put on it."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from padan.graduates.actions import Way, set_ways_abroad
from padan.graduates.models import Graduate, WayAbroad
from padan.openings.actions import open_opening, prolong_opening, write_opening
from padan.organisations.actions import FieldRefused
from padan.overseas.actions.permits import PermitMissing, why_no_permit
from padan.overseas.models import Candidate, Permit, Position, SchemeVersion
from padan.overseas.queries.positions import asked_by, held_by, permits_behind
from padan.overseas.queries.protection import permits_for, valid_on
from padan.overseas.queries.versions import version_on
from padan.overseas.states import CandidateState, Currency, VersionState
from padan.reference.abroad import CHECKED, COUNTRIES
from padan.reference.actions import name_checked, name_country
from padan.reference.queries import codes_of, scheme_of
from padan.trail.actions import record

WAGES = {Currency.JPY: (100_000, 1_000_000), Currency.IDR: (1_000_000, 200_000_000)}
"""A month's wage, least and most: what lies outside was meant in another currency."""
RATES = (50, 500)  # rupiah for a yen
LEVELS = range(1, 6)  # N5 to N1
AT_ONCE = 2_000  # candidates


@transaction.atomic
def publish_position(
    *, scheme, partner, owner, title, employer, place, field, seats, wage, by, at, today, currency=Currency.JPY,
    rate_idr=None, rate_on=None, language_level=None, language_exam="", skills_test=True, starts_on=None,
    closes_at=None, description="",
) -> Position:  # fmt: skip
    """Publish work abroad that a partner brings: an open opening in that country that requires what was checked.

    Age and sex are nobody's requirement here: words that ask for them are refused as in every opening. Raises
    NotAllowed, PermitMissing, FieldRefused, or what writing and opening an opening refuse.
    """
    _check_permit(scheme, partner, today)
    if scheme.country not in COUNTRIES:
        raise FieldRefused("scheme", _("Matching does not know this country yet."))
    employer, place, field = (" ".join(words.split()) for words in (employer, place, field))
    for name, words in (("employer", employer), ("place", place), ("field", field)):
        if not words:
            raise FieldRefused(name, _("Write this down: candidates decide by it."))
    if language_level is not None and language_level not in LEVELS:
        raise FieldRefused("language_level", _("Choose a level from N5 to N1."))
    in_idr = _in_rupiah(wage, Currency(currency), rate_idr, rate_on, today)
    position = Position(
        scheme=scheme, partner=partner, employer=employer, place=place, field=field, wage=wage, currency=currency,
        rate_idr=rate_idr, rate_on=rate_on, language_level=language_level,
        language_exam=language_exam if language_level else "", skills_test=skills_test,
    )  # fmt: skip
    codes = name_checked(titles=asked_by(position), at=at)
    opening = write_opening(
        company=partner, owner=owner, title=title, seats=seats, region=name_country(code=scheme.country),
        region_written=place, wage_from_idr=in_idr, starts_on=starts_on, closes_at=closes_at, description=description,
        required_units=list(codes.values()), by=by, at=at,
    )  # fmt: skip
    position.opening = open_opening(opening=opening, by=by, at=at, checked=True)
    position.save(force_insert=True)
    told = {"opening": opening.code, "partner": partner.code, "asks": sorted(codes)}
    record(by, "position.published", position, at=at, changes={name: ["", value] for name, value in told.items()})
    tell_matching(candidates=Candidate.objects.filter(version__scheme=scheme), today=today, at=at)
    return position


@transaction.atomic
def open_position(*, position, by, at, today):
    """Open a position again that was closed, has expired, or was stopped: while what the night asks for holds.

    Raises PermitMissing, or what opening an opening refuses.
    """
    _check_stands(position, today)
    return open_opening(opening=position.opening, by=by, at=at, checked=True)


@transaction.atomic
def prolong_position(*, position, seen, by, at, today, until=None):
    """Give a position more time; one that expired or was stopped opens again (``open_position``)."""
    _check_stands(position, today)
    return prolong_opening(opening=position.opening, seen=seen, by=by, at=at, until=until, checked=True)


@transaction.atomic
def tell_matching(*, today, at, candidates=None) -> int:
    """Tell matching which of these candidates are on the way and what was checked of them; None: of everybody.

    Who left the route or signed a contract is on no way any more. Returns for how many something changed.
    """
    if candidates is None:
        standing = Graduate.objects.filter(pk__in=WayAbroad.objects.order_by().values("graduate"))
        on_way = Q(state=CandidateState.ON_ROUTE) | Q(person__in=standing.order_by().values("person"))
        candidates = Candidate.objects.filter(on_way)
    scheme = scheme_of(CHECKED[0])
    known = {code: row.pk for code, row in codes_of(scheme).items()} if scheme else {}
    ids = list(candidates.order_by("pk").values_list("pk", flat=True))
    return sum(
        set_ways_abroad(ways=_ways(ids[start : start + AT_ONCE], known, today), at=at)
        for start in range(0, len(ids), AT_ONCE)
    )


def _ways(ids, known, today) -> dict[int, Way | None]:
    """Of the graduates among some candidates the way each is on, by id; a later route stands for an earlier one."""
    people = Candidate.objects.filter(pk__in=ids).order_by().values("person")
    rows = list(Candidate.objects.filter(person__in=people).select_related("version__scheme").order_by("pk"))
    found = Graduate.objects.filter(person__in=[one.person_id for one in rows]).order_by()
    graduates = dict(found.values_list("person", "pk"))
    held = held_by(rows, today)
    ways: dict[int, Way | None] = dict.fromkeys(graduates.values())
    for one in rows:
        if one.person_id in graduates and one.pk in held and one.version.scheme.country in COUNTRIES:
            codes = {known[code]: until for code, until in held[one.pk].items() if code in known}
            ways[graduates[one.person_id]] = Way(name_country(code=one.version.scheme.country).pk, codes)
    return ways


def _check_permit(scheme, partner, today):
    """Only rules in force count, and only a permit that they accept and that is valid today."""
    versions = SchemeVersion.objects.filter(scheme=scheme, state=VersionState.IN_FORCE, valid_from__lte=today)
    version = versions.filter(Q(valid_until=None) | Q(valid_until__gte=today)).order_by("-number").first()
    if version is None:
        raise FieldRefused("scheme", _("No rules of this scheme are in force today."))
    permits = permits_for(version, partner).order_by().values("pk")
    if not Permit.objects.filter(valid_on(today), pk__in=permits).exists():
        raise PermitMissing(
            _("%(partner)s has no permit that %(scheme)s accepts and that is valid today. Nothing is published.")
            % {"partner": partner, "scheme": scheme}
        )


def _check_stands(position, today):
    """Raise PermitMissing where the night would stop this position: without a valid permit that the scheme accepts.

    The permits are locked: one revoked at the same moment either stops this, or finds the position open and stops it.
    """
    permits = list(permits_behind(position, today).select_for_update(of=("self",)))
    if Permit.objects.filter(valid_on(today), pk__in=[one.pk for one in permits]).exists():
        return
    version = version_on(position.scheme, today)
    why = why_no_permit(position.partner, position.scheme, version.permit_kinds if version else (), permits, today)
    way = _("The secretariat writes a valid permit down under “Partner permits”; then open it again.")
    raise PermitMissing(f"{why} {way}")


def _in_rupiah(wage, currency, rate_idr, rate_on, today) -> int:
    """The wage in whole rupiah a month, rounded down. Raises FieldRefused where an amount cannot be meant."""
    least, most = WAGES[currency]
    if wage is None or not least <= wage <= most:
        told = {"wage": f"{wage or 0:,}".replace(",", "."), "currency": currency.label}
        said = _("A month's wage of %(wage)s cannot be meant in %(currency)s. Look at the currency.")
        raise FieldRefused("wage", said % told)
    if currency == Currency.IDR:
        if rate_idr is not None or rate_on is not None:
            raise FieldRefused("rate_idr", _("A wage in rupiah needs no rate."))
        return wage
    if rate_idr is None or not RATES[0] <= rate_idr <= RATES[1]:
        raise FieldRefused("rate_idr", _("Write how many rupiah one yen is worth: between 50 and 500."))
    if rate_on is None or rate_on > today:
        raise FieldRefused("rate_on", _("Write the day of the rate; it lies not ahead."))
    return int(wage * rate_idr)
