"""Seats that are vacant, and the ninety who went to industry."""

from datetime import date, timedelta
from itertools import cycle

from django.utils.text import capfirst

from padan.openings.models import Opening
from padan.openings.states import OpeningKind
from padan.placements.models import Placement
from padan.placements.states import PlacementState
from padan.seeds.story import TODAY, Story, moment
from padan.seeds.words import TRADES
from padan.training.models import Batch

SENT = 90
TO_BEGIN = (("PT Contoh Mitra Presisi", "Pengelasan", 3), ("PT Contoh Kopi Nusantara", "Tata boga dan barista", 3))
"""First days that real acts tell in the last days of the story: company, trade, people."""
MITRA_BEFORE = 14
ENDED, DECLINED, WAITING = 5, 2, 6
OPENINGS_PER_TRADE = 5
LASTED = timedelta(days=185)
LAST_FIRST_DAY = date(2024, 10, 28)


def build_openings(story: Story) -> None:
    """Openings of partners, and two apprenticeships."""
    rows = []
    partners = {company.pk for company in story.partners}
    for trade in TRADES:
        hosts = [company for company in story.companies[trade.name] if company.pk in partners]
        first = [company for name, of, _n in TO_BEGIN if of == trade.name for company in [story.named[name]]]
        chosen = list(dict.fromkeys([*first, *hosts]))[:OPENINGS_PER_TRADE]
        story.openings[trade.name] = [_opening(story, trade, company) for company in chosen]
        rows += story.openings[trade.name]
    for trade in TRADES[:2]:
        host = story.openings[trade.name][0].company
        rows.append(_opening(story, trade, host, kind=OpeningKind.APPRENTICESHIP, seats=4))
    Opening.objects.bulk_create(rows)


def _opening(story, trade, company, *, kind=OpeningKind.JOB, seats=None):
    title = capfirst(trade.jobs[0]) if kind == OpeningKind.JOB else f"Magang {trade.jobs[0]}"
    need = next(need for need in story.needs[trade.name] if need.company_id == company.pk)
    return Opening(
        code=story.chance.code("LOW"),
        owner=company,
        company=company,
        kind=kind,
        title=title,
        words_key=f"{title} {company.name} {company.region.name}".casefold(),
        description=need.words,
        seats=seats or (24 if company.name == TO_BEGIN[0][0] else story.chance.randrange(6, 21)),
        region=company.region,
        region_written=company.region.name,
        closes_at=moment(date(2024, 12, 31), 23, 59),
        wage_from_idr=need.wage_from_idr,
        need=need,
        promise=story.promises[company.code] if kind == OpeningKind.JOB and company in story.partners else None,
    )


def build_placements(story: Story) -> None:
    """84 that began in the cohort's time, six to begin by acts, some that are only offers: 90 in the end."""
    chance = story.chance
    free = {
        trade.name: chance.sample(story.graduates[trade.name], len(story.graduates[trade.name])) for trade in TRADES
    }
    for name, trade, people in TO_BEGIN:
        opening = next(row for row in story.openings[trade] if row.company.name == name)
        learned = next(row for row in TRADES if row.name == trade).programmes[0][0]
        chosen = [row for row in free[trade] if row.batch.programme.name == learned][:people]
        free[trade] = [row for row in free[trade] if row not in chosen]
        story.offers[name] = [_offer(story, graduate, opening) for graduate in chosen]
    mitra = next(row for row in story.openings["Pengelasan"] if row.company.name == "PT Contoh Mitra Presisi")
    begun = [_begun(story, _late_enough(free["Pengelasan"], mitra), mitra) for _ in range(MITRA_BEFORE)]
    places = cycle(
        (trade.name, opening)
        for at in range(OPENINGS_PER_TRADE)
        for trade in TRADES
        for opening in story.openings[trade.name][at : at + 1]
        if opening is not mitra
    )
    wanted = SENT - sum(people for _name, _trade, people in TO_BEGIN)
    while len(begun) < wanted:
        trade, opening = next(places)
        begun.append(_begun(story, free[trade].pop(), opening))
    over = [row for row in begun[MITRA_BEFORE:] if row.started_on + LASTED < TODAY]
    for placement in chance.sample(over, ENDED):
        placement.state, placement.ended_on = PlacementState.ENDED, placement.started_on + LASTED
    for placement in begun:
        placement.opening.seats_taken += 1
    offers = [_offer(story, free[trade].pop(), opening) for trade, opening in (next(places) for _ in range(WAITING))]
    declined = [_offer(story, free[trade].pop(), opening) for trade, opening in (next(places) for _ in range(DECLINED))]
    for placement in declined:
        placement.state = PlacementState.DECLINED
    Opening.objects.bulk_update({row.opening.pk: row.opening for row in begun}.values(), ["seats_taken"])
    to_begin = [row for rows in story.offers.values() for row in rows]
    story.placements = begun + to_begin
    Placement.objects.bulk_create([*begun, *to_begin, *offers, *declined])
    _promised_batches(story)


def _late_enough(graduates, opening):
    """A graduate whose class ended after the agreement was signed."""
    signed_on = opening.promise.agreement.signed_on
    at = next(at for at, row in enumerate(graduates) if row.finished_on >= signed_on - timedelta(days=60))
    return graduates.pop(at)


def _offer(story, graduate, opening):
    return Placement(code=story.chance.code("TMP"), graduate=graduate, opening=opening, promise=opening.promise)


def _begun(story, graduate, opening):
    earliest = graduate.finished_on + timedelta(days=7)
    if opening.promise:
        earliest = max(earliest, opening.promise.agreement.signed_on + timedelta(days=7))
    latest = min(graduate.finished_on + timedelta(days=170), LAST_FIRST_DAY)
    started_on = earliest + timedelta(days=story.chance.randrange(max(1, (latest - earliest).days)))
    started_on += timedelta(days=-started_on.weekday() % 7)  # jobs begin on Mondays
    placement = _offer(story, graduate, opening)
    placement.state, placement.started_on = PlacementState.WORKING, started_on
    placement.confirmed_on = started_on + timedelta(days=story.chance.randrange(1, 5))
    return placement


def _promised_batches(story):
    """The planned welding classes answer what PT Contoh Mitra Presisi asked for."""
    company = story.named["PT Contoh Mitra Presisi"]
    need = next(need for need in story.needs["Pengelasan"] if need.company_id == company.pk)
    for batch in story.planned:
        batch.promise, batch.need = story.promises[company.code], need
    Batch.objects.bulk_update(story.planned, ["promise", "need"])
