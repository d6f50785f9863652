"""Who looks for work and what openings ask for: profiles, results in units, a draft with words that must change."""

from collections import Counter
from datetime import date, timedelta

from padan.curricula.models import TaughtUnit
from padan.graduates.models import Language, Seeking, SeekingRegion
from padan.needs.models import NeedUnit
from padan.openings.models import AgeLimit, Opening, OpeningUnit, VacancyReport
from padan.openings.states import OpeningState, ReportKind
from padan.reference.tongues import Tongue
from padan.seeds.chance import Chance
from padan.seeds.story import SEED, TODAY, Story, moment
from padan.seeds.words import REGIONS, TRADES
from padan.training.models import UnitResult
from padan.training.states import Result

SEEKERS = 20  # of each trade
NAMED = 6  # units of a need that its opening asks for
OLD, PAUSED = 7, 9  # every so many profiles
REPORTED = 8  # openings the ministry knows of


def build(story: Story) -> None:
    """Its chance is its own: what other parts of the story draw stays as it was."""
    chance = Chance(SEED + 6)
    busy = {placement.graduate.pk for placement in story.placements}
    seekers = [
        graduate
        for trade in TRADES
        for graduate in [row for row in story.graduates[trade.name] if row.pk not in busy][:SEEKERS]
    ]
    _profiles(story, chance, seekers)
    _results(story, chance, seekers)
    _units_of_openings(story)


def _units_of_openings(story) -> None:
    """What the need named; required is the one that most seekers hold, so that every opening has somebody to meet. And
    what the report of vacancies asks for."""
    openings = [opening for rows in story.openings.values() for opening in rows]
    named: dict[int, list] = {}
    for row in NeedUnit.objects.filter(need__in=[opening.need_id for opening in openings]).order_by("pk"):
        named.setdefault(row.need_id, []).append(row.unit_id)
    held = Counter(UnitResult.objects.filter(result=Result.COMPETENT).order_by("pk").values_list("unit_id", flat=True))
    OpeningUnit.objects.bulk_create(
        OpeningUnit(opening=opening, unit_id=unit, required=unit == most)
        for opening in openings
        for units in [named.get(opening.need_id, [])[:NAMED]]
        for most in [max((unit for unit in units if held[unit]), key=held.__getitem__, default=None)]
        for unit in units
    )
    for at, opening in enumerate(openings):
        opening.starts_on = date(2025, 1, 6) + timedelta(days=7 * (at % 6))
        opening.education, opening.experience = ("SMK", "tanpa pengalaman") if at % 3 else ("", "")
        opening.wage_to_idr = opening.wage_from_idr and opening.wage_from_idr + 600_000
    told = ["starts_on", "education", "experience", "wage_to_idr"]
    Opening.objects.bulk_update(openings, told)
    secretary_saw = moment(date(2024, 11, 4), 10)
    VacancyReport.objects.bulk_create(
        VacancyReport(
            code=f"LPR-CONTOH{at:02d}",
            opening=opening,
            kind=ReportKind.VACANT,
            reported_on=date(2024, 10, 7),
            revision=0,
        )
        for at, opening in enumerate(openings[:REPORTED])
    )
    mitra = next(opening for opening in openings if opening.company.name == "PT Contoh Mitra Presisi")
    AgeLimit.objects.create(
        opening=mitra,
        youngest=18,
        reason="Mengelas di ketinggian dan di ruang terbatas hanya boleh dikerjakan orang dewasa.",
    )
    Opening.objects.create(
        code="LOW-CONTOHDRAF",
        owner=mitra.company,
        company=mitra.company,
        title="Pembantu juru las",
        words_key=f"pembantu juru las {mitra.company.name} {mitra.region.name}".casefold(),
        description="Menyiapkan pelat dan membersihkan sambungan. Pria, usia maksimal 25 tahun, belum menikah.",
        seats=3,
        region=mitra.region,
        closes_at=moment(date(2024, 12, 20), 23, 59),
        wage_from_idr=5_200_000,
        state=OpeningState.DRAFT,
        created_at=secretary_saw,
    )


def _profiles(story, chance, seekers) -> None:
    places = [story.regions[name] for name in REGIONS]
    rows = [
        Seeking(
            graduate=graduate,
            is_open=at % PAUSED != 0,
            ask_again_on=date(2025, 1, 6) if at % PAUSED == 0 else None,
            home=chance.choice(places),
            earliest_on=chance.choice([None, None, date(2024, 12, 2), date(2025, 1, 6)]),
            lowest_wage_idr=chance.choice([None, 4_800_000, 5_000_000, 5_200_000]),
            confirmed_at=moment(TODAY - timedelta(days=90 if at % OLD == 0 else chance.randrange(1, 40)), 19),
            revision=1,
        )
        for at, graduate in enumerate(seekers)
    ]
    Seeking.objects.bulk_create(rows)
    SeekingRegion.objects.bulk_create(
        SeekingRegion(seeking=row, region=place)
        for row in rows
        for place in dict.fromkeys([row.home, *chance.sample(places, 2)])
    )
    Language.objects.bulk_create(
        Language(
            graduate=graduate, language=chance.choice([Tongue.JAPANESE, Tongue.ENGLISH]), level=chance.randint(1, 3)
        )
        for graduate in seekers[::4]
    )


def _results(story, chance, seekers) -> None:
    """Competent in most of what the class taught, assessed in its last days."""
    taught: dict[int, list[int]] = {}
    versions = {graduate.batch.version_id for graduate in seekers}
    for version, unit in TaughtUnit.objects.filter(version__in=versions).order_by("pk").values_list("version", "unit"):
        taught.setdefault(version, []).append(unit)
    UnitResult.objects.bulk_create(
        (
            UnitResult(
                enrolment=story.enrolments[graduate.person_id],
                unit_id=unit,
                result=Result.COMPETENT if chance.random() < 0.9 else Result.NOT_YET,
                assessed_on=graduate.batch.ends_on - timedelta(days=2),
                assessor="Asesor Contoh",
            )
            for graduate in seekers
            for unit in taught.get(graduate.batch.version_id, [])
        ),
        batch_size=500,
        ignore_conflicts=True,
    )
