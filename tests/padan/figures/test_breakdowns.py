"""Figures by groups against published tables, and what is said where a number would mislead."""

import csv
import gzip
import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories.agreements import AgreementFactory, PromiseFactory
from factories.curricula import ProgrammeFactory
from factories.forum import ForumFactory
from factories.graduates import GraduateFactory
from factories.organisations import OrganisationFactory, viewer
from factories.outcomes import OutcomeFactory
from factories.placements import CheckInFactory, PlacementFactory
from factories.reference import RegionFactory
from factories.training import BatchFactory, EnrolmentFactory
from shared_data import shared

from padan.base.clock import now
from padan.figures.actions import releasing
from padan.figures.actions.releasing import audit_release, draft_release
from padan.figures.asking import ask
from padan.figures.breakdowns import (
    DIMENSIONS,
    FEW,
    NOT_RECORDED,
    PAGE,
    Group,
    UnknownDimension,
    break_down,
    compare,
    coverage,
    dimensions_of,
)
from padan.figures.cube import TABLES
from padan.figures.queries.published import published_table
from padan.figures.registry import FIGURES
from padan.openings.states import OpeningKind
from padan.organisations.queries import EVERYWHERE, NOBODY
from padan.organisations.states import RoleName
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status, Window
from padan.placements.states import CheckInAnswer, PlacementState, Teller
from padan.training.models import Enrolment
from padan_engine.durations import kaplan_meier

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 15)
FINISHED = date(2024, 3, 29)
CUT_OFF = date(2024, 10, 31)


def cohort(batch, *, window=Window.MONTHS_6, **numbers):
    """Outcomes of one class: how many stand at each status."""
    told = [status for status, number in numbers.items() for _ in range(number)]
    people = EnrolmentFactory.create_batch(len(told), batch=batch, finished=True)
    Outcome.objects.bulk_create(
        Outcome(enrolment=one, batch=batch, window=window, status=status, as_of=CUT_OFF, noted_on=CUT_OFF)
        for one, status in zip(people, told, strict=True)
    )
    return people


def a_class(trade, **fields):
    programme = {name: fields.pop(name) for name in ("centre",) if name in fields}
    return BatchFactory(finished=True, programme=ProgrammeFactory(trade=trade, **programme), **fields)


def by(dimension, key="placed", who=EVERYWHERE, **about):
    return break_down(ask(key, who, as_of=about.pop("as_of", DAY), **about), dimension, who)


def told(breakdown):
    return {group.label: (group.k, group.n) for group in breakdown.groups}


# --- published tables -------------------------------------------------------------------------------------------------


def test_the_published_table_of_a_centre_is_recomputed_from_rows_by_trade_and_programme():
    """BBPVP Bekasi publishes 31 programmes: 994 placed of 1,761, and so by field (SOURCES.md, known answers)."""
    with shared("outcomes/bbpvp_realisasi_penempatan.csv").open(newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["No"]]
    published, centre = {}, OrganisationFactory(centre=True)
    for line in lines:
        n, k = int(line["Jumlah Peserta"]), int(line["Penempatan"])
        published[line["Program Pelatihan"]] = (k, n)
        programme = ProgrammeFactory(centre=centre, name=line["Program Pelatihan"], trade=line["Kejuruan"])
        cohort(BatchFactory(finished=True, programme=programme), employed=k, seeking=n - k)

    trades = by("trade")
    programmes = by("programme")

    assert told(trades) == {
        "Pariwisata": (240, 426),
        "Refrigerasi": (131, 241),
        "Teknik Elektronika": (221, 399),
        "Teknologi Informasi dan Komunikasi": (296, 503),
        "Tenik Pengelasan": (106, 192),  # as published
    }
    assert (trades.whole.k, trades.whole.n) == (994, 1761)
    assert round(trades.whole.share * 100, 4) == 56.4452
    assert told(programmes) == published


def test_the_training_experiment_tells_its_two_groups_apart():
    """NSW, Dehejia and Wahba's sample: any earnings in 1978 for 75.7 % of 185 trained and 64.6 % of 260 not trained."""
    with shared("outcomes/nsw_training_experiment.csv").open(newline="") as file:
        people = [(line["treat"] == "1", float(line["re78"]) > 0) for line in csv.DictReader(file)]
    for trained, name in ((True, "Dilatih"), (False, "Tidak dilatih")):
        works = [earns for treated, earns in people if treated == trained]
        cohort(a_class(name), employed=sum(works), seeking=len(works) - sum(works))

    trained, control = by("trade").groups
    found = compare(trained, control)

    assert (round(trained.share, 3), round(control.share, 3)) == (0.757, 0.646)
    assert found.is_told_apart
    assert found.low > 0
    assert round(found.delta, 3) == 0.111


def test_who_goes_on_studying_leaves_the_denominator_as_france_publishes_it():
    """InserJeunes publishes, of a hundred leavers, who studies, who works and the rest, and a rate beside them."""
    with gzip.open(shared("outcomes/inserjeunes_cfa.csv.gz"), "rt", newline="") as file:
        names = (
            "DEVENIR Part poursuite études",
            "DEVENIR Part en emploi 6 mois",
            "DEVENIR Part autre situation 6 mois",
        )
        published = {}
        for line in csv.DictReader(file):
            if all(line[name] for name in (*names, "Taux emploi 6 mois")) and len(published) < 12:
                studying, employed, other = (round(float(line[name])) for name in names)
                published[line["UAI"]] = float(line["Taux emploi 6 mois"]), studying, employed, other
    for school, (_rate, studying, employed, other) in published.items():
        cohort(a_class(school), studying=studying, employed=employed, seeking=other)

    found = {group.label: group.share * 100 for group in by("trade", "placed_of_out_of_school").groups}

    assert len(found) == 12
    assert found == pytest.approx({school: rate for school, (rate, *_) in published.items()}, abs=2)


# --- groups -----------------------------------------------------------------------------------------------------------


def test_every_dimension_parts_the_whole_and_names_its_groups():
    company, centre = (
        OrganisationFactory(name="PT Satu"),
        OrganisationFactory(centre=True, name="Balai Satu", region=RegionFactory(name="Kota Bekasi")),
    )
    agreement = AgreementFactory(running=True, parties=[company], title="Kerja sama las")
    promise = PromiseFactory(agreement=agreement, party=agreement.parties.get())
    cohort(a_class("Las", centre=centre, funding="APBN", promise=promise), employed=3, unknown=2)
    cohort(a_class("", funding=""), employed=1, seeking=4)

    for dimension in set(DIMENSIONS) - {"window"}:
        found = by(dimension)
        assert sum(group.n for group in found.groups) == found.whole.n == 10
        assert sum(group.k for group in found.groups) == found.whole.k == 4
        assert sum(group.unknown for group in found.groups) == found.whole.unknown == 2
        assert len(found.groups) == 2
    assert told(by("trade")) == {"Las": (3, 5), "not recorded": (1, 5)}
    assert [group.key for group in by("funding").groups] == ["APBN", NOT_RECORDED]
    assert told(by("agreement")) == {"Kerja sama las": (3, 5), "without an agreement": (1, 5)}
    assert told(by("centre"))["Balai Satu"] == (3, 5)
    assert told(by("region")) == {"Kota Bekasi": (3, 5), "not recorded": (1, 5)}


def test_a_group_tells_its_answers_its_silent_and_its_bounds():
    cohort(a_class("Las"), employed=6, seeking=2, unknown=1, unclear=1)
    (group,) = by("trade").groups

    assert (group.share, group.of_answered, group.response, group.unknown_share) == (0.6, 0.75, 0.8, 0.2)
    assert group.bounds == (0.6, 0.8)
    assert group.interval == pytest.approx((0.3127, 0.8318), abs=1e-4)  # Wilson 6 of 10
    assert group.is_few


def test_a_group_of_thirty_is_not_called_small():
    assert Group("", "", "", FEW - 1, 1).is_few
    assert not Group("", "", "", FEW, 1).is_few


def test_classes_that_answered_less_weigh_as_much_as_their_people():
    cohort(a_class("Las"), employed=60, seeking=20, unknown=20)
    cohort(a_class("Barista"), employed=5, seeking=15, unknown=80)
    found = by("trade")

    assert found.whole.of_answered == 0.65
    assert found.adjusted.estimate == pytest.approx(0.5)  # (75 % + 25 %) / 2: each trade has a hundred people
    assert found.adjusted.low < 0.5 < found.adjusted.high


def test_windows_stand_side_by_side_and_are_never_added_up():
    batch = a_class("Las")
    people = cohort(batch, employed=1, unknown=3)
    for one in people:
        OutcomeFactory(enrolment=one, batch=batch, window=Window.MONTHS_3, status=Status.SEEKING)
    found = by("window")

    assert [(group.key, group.k, group.n) for group in found.groups] == [("m3", 0, 4), ("m6", 1, 4)]
    assert found.adjusted is None


def test_many_classes_come_page_by_page_and_none_twice():
    programme = ProgrammeFactory(trade="Las")
    for _ in range(PAGE + 3):
        cohort(BatchFactory(finished=True, programme=programme), employed=1)
    asked = ask("placed", EVERYWHERE, as_of=DAY)
    first, second = (break_down(asked, "batch", EVERYWHERE, page=page) for page in (1, 2))

    assert (len(first.groups), first.more, len(second.groups), second.more) == (PAGE, True, 3, False)
    assert len({group.key for group in (*first.groups, *second.groups)}) == PAGE + 3
    assert first.adjusted is None  # of all groups or of none


def test_a_figure_that_counts_no_classes_is_not_broken_down():
    assert dimensions_of(FIGURES["partners"], EVERYWHERE) == []
    assert "window" not in {one.key for one in dimensions_of(FIGURES["retained_6"], EVERYWHERE)}
    with pytest.raises(UnknownDimension):
        by("trade", "partners")
    with pytest.raises(UnknownDimension):
        by("agama")


def test_one_centre_reads_its_own_groups_only():
    ours, theirs = OrganisationFactory(centre=True), OrganisationFactory(centre=True)
    cohort(a_class("Las", centre=ours), employed=1)
    cohort(a_class("Barista", centre=theirs), employed=1)

    assert list(told(by("trade", who=viewer(RoleName.CENTRE_OFFICER, ours)))) == ["Las"]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_any_number_of_groups_is_the_same_number_of_questions(dimension):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            by(dimension)
        return len(queries)

    cohort(a_class("Las"), employed=1)
    one = asked()
    for trade in ("Barista", "AC"):
        cohort(a_class(trade), employed=1)
    assert asked() == one <= 8


# --- without lines ----------------------------------------------------------------------------------------------------


@pytest.fixture
def office():
    """A labour office for the whole country: it counts, and reads no line of a person."""
    return viewer(RoleName.LABOUR_OFFICE)


@pytest.fixture
def forum():
    """A forum with a centre each in two provinces."""
    forum = ForumFactory()
    forum.centres = [
        OrganisationFactory(centre=True, forum=forum.organisation, region=RegionFactory(code=code, name=name))
        for code, name in (("32.73", "Kota Bandung"), ("51.71", "Kota Denpasar"))
    ]
    return forum


def released(forum):
    """What stands, given to the public by the acts themselves."""
    made = draft_release(forum=forum, title="Oktober", as_of=CUT_OFF, tables=tuple(TABLES), by=None, at=now())
    made = audit_release(release=made, by=None, at=now(), mend=True)
    return releasing.release(release=made, by=None, at=now())


def test_who_reads_no_lines_reads_the_groups_of_the_release_rounded_as_everybody_reads_them(forum, office):
    """Hazard F1: two roundings of one group leave fewer numbers it can be than one does."""
    bandung, denpasar = forum.centres
    cohort(a_class("Las", centre=bandung), employed=23, seeking=18, unknown=9)
    cohort(a_class("Barista", centre=denpasar), employed=2, seeking=40)
    assert dimensions_of(FIGURES["placed"], office) == []
    release = released(forum)
    assert {one.key for one in dimensions_of(FIGURES["placed"], office)} == {"trade", "programme", "region"}
    for dimension, table in (("trade", "trade"), ("programme", "programme"), ("region", "regency")):
        lines = published_table(release, table, window=Window.MONTHS_6).lines
        groups = by(dimension, who=office).groups
        assert {group.label for group in groups} == {line.label for line in lines}
        for group, line in zip(groups, lines, strict=True):
            cells = [line.whole.count, line.by_status["employed"].count]
            assert group.rounded
            assert group.hidden == (None in cells), group
            assert group.hidden or [group.n, group.k] == cells
    groups = {group.label: group for group in by("trade", who=office).groups}
    assert groups["Barista"].hidden
    assert {groups["Barista"].share, groups["Barista"].interval} == {None}
    assert compare(groups["Las"], groups["Barista"]) is None
    hers = viewer(RoleName.LABOUR_OFFICE, OrganisationFactory(office=True, region=bandung.region))
    assert {group.label for group in by("trade", who=hers).groups} == {"Las"}
    assert len(by("programme", who=hers).groups) == 1


def test_the_public_reads_groups_in_released_tables_only(forum, office):
    cohort(a_class("Las", centre=forum.centres[0]), employed=23, seeking=18)
    released(forum)
    assert dimensions_of(FIGURES["placed"], NOBODY) == []
    assert dimensions_of(FIGURES["time_to_job"], office) == dimensions_of(FIGURES["retained_6"], office) == []
    assert len(dimensions_of(FIGURES["time_to_job"], EVERYWHERE)) > 3


# --- two groups -------------------------------------------------------------------------------------------------------


def test_two_groups_of_a_few_people_cannot_be_told_apart():
    found = compare(Group("a", "Las", "", 10, 7), Group("b", "Barista", "", 10, 5))

    assert not found.is_told_apart
    assert (found.low < 0 < found.high, len(found.few)) == (True, 2)


def test_the_silent_may_turn_a_difference_round():
    clear = compare(Group("a", "Las", "", 200, 140, 10), Group("b", "Barista", "", 200, 80, 20))
    shaky = compare(Group("a", "Las", "", 200, 140, 10), Group("b", "Barista", "", 200, 80, 70))

    assert (clear.is_told_apart, clear.could_turn) == (True, False)
    assert (shaky.is_told_apart, shaky.could_turn) == (True, True)
    assert compare(Group("a", "Las", "", 0, 0), Group("b", "Barista", "", 5, 1)) is None


# --- windows that have not passed -------------------------------------------------------------------------------------


def test_a_window_that_passed_for_nobody_says_when_it_will():
    EnrolmentFactory.create_batch(3, batch=a_class("Las"), state="completed", finished_on=date(2024, 8, 30))
    asked = ask("placed", EVERYWHERE, as_of=DAY, window=Window.MONTHS_6)

    assert asked.value is None
    found = coverage(asked)
    assert (found.passed, found.ahead, found.missing, found.next_on) == (0, 3, 0, date(2025, 2, 28))


def test_who_was_never_asked_is_missed_aloud():
    cohort(a_class("Las"), employed=1)
    EnrolmentFactory.create_batch(2, batch=a_class("Barista"), state="completed", finished_on=FINISHED)
    found = coverage(ask("placed_of_answered", EVERYWHERE, as_of=DAY))

    assert (found.passed, found.told, found.missing) == (3, 1, 2)
    assert coverage(ask("retained_6", EVERYWHERE, as_of=DAY)) is None


def test_a_cohort_of_nobody_has_no_share():
    found = by("trade", window=Window.MONTHS_6)

    assert (found.groups, found.whole.n, found.whole.share, found.whole.interval) == ([], 0, None, None)
    assert coverage(found.asked).passed == 0


# --- what came after --------------------------------------------------------------------------------------------------


def test_response_and_the_share_of_those_who_answered():
    cohort(a_class("Las"), employed=3, seeking=1, unknown=3, unclear=1)

    assert (ask("response", EVERYWHERE, as_of=DAY).numerator, ask("response", EVERYWHERE, as_of=DAY).denominator) == (
        4,
        8,
    )
    answered = ask("placed_of_answered", EVERYWHERE, as_of=DAY)
    assert (answered.value, answered.denominator, answered.bounds) == (0.75, 4, None)


def test_fit_is_asked_of_those_at_work_and_silence_is_no_misfit():
    batch = a_class("Las")
    for status, fit in (("employed", 4), ("employed", 2), ("self_employed", 3), ("employed", None), ("seeking", None)):
        OutcomeFactory(enrolment=EnrolmentFactory(batch=batch, finished=True), status=status, field_fit=fit)
    asked = ask("field_fit", EVERYWHERE, as_of=DAY)

    assert (asked.numerator, asked.denominator, asked.unknown, asked.bounds) == (2, 4, 1, (0.5, 0.75))
    (group,) = by("trade", "field_fit").groups
    assert group.of_answered == pytest.approx(2 / 3)


def began(days_ago, **fields):
    started = DAY - timedelta(days=days_ago)
    state = PlacementState.ENDED if "ended_on" in fields else PlacementState.WORKING
    return PlacementFactory(state=state, started_on=started, **fields)


def test_retention_counts_whom_somebody_found_there():
    still = began(200)
    CheckInFactory(placement=still, month=6, answer=CheckInAnswer.STILL, answered_on=DAY, teller=Teller.COMPANY)
    early = began(200)
    CheckInFactory(placement=early, month=3, answer=CheckInAnswer.STILL, answered_on=DAY, teller=Teller.COMPANY)
    began(200, ended_on=DAY - timedelta(days=100))  # after 100 days
    began(300, ended_on=DAY - timedelta(days=20))  # after 280 days
    began(182)  # not half a year ago
    began(200, opening__kind=OpeningKind.APPRENTICESHIP)
    elsewhere = began(250, ended_on=DAY - timedelta(days=200))
    enrolment = EnrolmentFactory(finished=True, person=elsewhere.graduate.person)
    OutcomeFactory(enrolment=enrolment, status="employed", began_on=DAY - timedelta(days=190), as_of=DAY)
    asked = ask("retained_6", EVERYWHERE, as_of=DAY)

    assert (asked.numerator, asked.denominator, asked.unknown) == (3, 5, 1)
    assert {row.pk for row in asked.rows if row.stayed is None} == {early.pk}
    assert ask("retained_12", EVERYWHERE, as_of=DAY).denominator == 0


def finished(**outcome):
    """A graduate who finished on ``FINISHED``, and what is known of her."""
    graduate = GraduateFactory()
    if outcome:
        OutcomeFactory(enrolment=Enrolment.objects.get(person=graduate.person), **outcome)
    return graduate


def after(days):
    return FINISHED + timedelta(days=days)


def test_the_time_to_the_first_job_waits_for_those_without_one():
    finished(status="employed", began_on=after(10), as_of=after(180))
    finished(status="employed", began_on=after(30), as_of=after(180))
    finished(status="seeking", as_of=after(180))
    finished(status="self_employed", as_of=after(20))
    finished(status="unknown", as_of=after(180))
    placed = finished(status="seeking", as_of=after(15))
    PlacementFactory(graduate=placed, state="working", started_on=after(90))
    asked = ask("time_to_job", EVERYWHERE, as_of=DAY)

    # at risk 5 on day 10, 3 on day 30 (one was last known on day 20), 2 on day 90: 4/5 · 2/3 · 1/2
    assert [(step.time, step.at_risk) for step in asked.curve.steps] == [(10, 5), (30, 3), (90, 2)]
    assert asked.curve.surviving(90) == pytest.approx(4 / 15)
    assert (asked.value, asked.numerator, asked.denominator, asked.unknown) == (90, 3, 6, 1)
    assert sorted(row.counted for row in asked.rows) == [0, 0, 0, 1, 1, 1]


def test_who_tells_no_first_day_counts_from_the_day_she_was_known_to_work():
    finished(status="employed", as_of=after(180))
    finished(status="employed", began_on=after(30), as_of=after(180))
    both = finished(status="employed", window="m3", as_of=after(92))
    OutcomeFactory(
        enrolment=Enrolment.objects.get(person=both.person), status="employed", began_on=after(20), as_of=after(180)
    )
    asked = ask("time_to_job", EVERYWHERE, as_of=DAY)

    assert [(step.time, step.events) for step in asked.curve.steps] == [(20, 1), (30, 1), (180, 1)]
    assert (asked.times.undated, asked.times.silent) == (1, 0)


def test_a_job_begun_before_finishing_is_no_time_to_a_job():
    finished(status="employed", began_on=FINISHED - timedelta(days=30), as_of=after(100))
    PlacementFactory(graduate=finished(), state="working", started_on=FINISHED - timedelta(days=5))
    over = finished(status="employed", began_on=after(0), as_of=after(100))
    long_ago = FINISHED - timedelta(days=90)
    PlacementFactory(graduate=over, state="ended", started_on=long_ago, ended_on=long_ago + timedelta(days=30))
    finished(status="employed", began_on=DAY + timedelta(days=3), as_of=after(100))  # a day that has not come
    asked = ask("time_to_job", EVERYWHERE, as_of=DAY)

    assert (asked.numerator, asked.denominator, asked.value) == (1, 2, 0)


def test_the_cohort_counted_at_once_is_its_graduates_one_by_one():
    """``figures.times`` tells the rule of ``queries.after.first_jobs`` once more: any world must come out alike."""
    chance = random.Random(7)

    def day(most):
        return after(chance.randrange(-20, most))

    for _ in range(60):
        graduate = finished()
        enrolment = Enrolment.objects.get(person=graduate.person)
        for window in chance.sample(["m3", "m6", "m12"], chance.randrange(4)):
            status = chance.choice(["employed", "employed", "seeking", "self_employed", "unknown", "unclear"])
            began = day(260) if status == "employed" and chance.random() < 0.6 else None
            OutcomeFactory(enrolment=enrolment, window=window, status=status, began_on=began, as_of=day(260))
        if chance.random() < 0.4:
            started, ended = sorted([day(200), day(200)])
            over = chance.random() < 0.5
            state = {"state": "ended", "ended_on": ended} if over else {"state": "working"}
            kind = chance.choice(["job", "job", "apprenticeship"])
            PlacementFactory(graduate=graduate, started_on=started, opening__kind=kind, **state)
    asked = ask("time_to_job", EVERYWHERE, as_of=after(220))
    one_by_one = []
    for row in asked.rows:
        first = min(filter(None, (row.dated_on, row.placed_on, row.known_on)), default=None)
        waited = max((row.without_on or row.finished_on) - row.finished_on, timedelta())
        one_by_one.append(((first - row.finished_on if first else waited).days, bool(first)))

    assert 10 < asked.numerator < asked.denominator < 60
    assert asked.curve == kaplan_meier([days for days, _ in one_by_one], [begun for _, begun in one_by_one])
    assert asked.times.silent == one_by_one.count((0, False))


def test_times_of_groups_are_the_same_as_each_group_alone():
    for trade, days in (("Las", (10, 20, 30)), ("Barista", (100, 110, 120)), ("", (5,))):
        batch = a_class(trade)
        for one in days:
            enrolment = EnrolmentFactory(batch=batch, finished=True)
            OutcomeFactory(enrolment=enrolment, status="employed", began_on=after(one), as_of=after(200))
    asked = ask("time_to_job", EVERYWHERE, as_of=DAY)
    with CaptureQueriesContext(connection) as queries:
        found = break_down(asked, "trade", EVERYWHERE)
        assert (asked.value, asked.numerator, asked.denominator) == (30, 7, 7)
    assert sum("WITH finished" in query["sql"] for query in queries) == 1  # the whole is what its groups are

    groups = [("Barista", 110, 3), ("Las", 20, 3), ("not recorded", 5, 1)]
    assert [(group.label, group.median, group.k) for group in found.groups] == groups
    pages = [break_down(ask("time_to_job", EVERYWHERE, as_of=DAY), "trade", EVERYWHERE, page=n, size=2) for n in (1, 2)]
    assert [(group.label, group.median, group.k) for page in pages for group in page.groups] == groups
    assert [page.whole.median for page in pages] == [30, 30]
    assert compare(found.groups[0], found.groups[1]).delta == 0  # by half a year all of both are at work


def test_weeks_of_remission_stand_in_the_database_as_in_the_textbook():
    """Freireich's trial of 1963 as days to a job; SAS prints medians of 23 (13, .) and 8 (4, 11)."""
    treated = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    for trade, times, events in (("6-MP", treated, relapsed), ("Placebo", placebo, [1] * 21)):
        batch = a_class(trade)
        people = EnrolmentFactory.create_batch(len(times), batch=batch, finished=True)
        Outcome.objects.bulk_create(
            Outcome(
                enrolment=one,
                batch=batch,
                window="m6",
                status="employed",
                began_on=after(time),
                as_of=after(99),
                noted_on=after(99),
            )
            if event
            else Outcome(
                enrolment=one, batch=batch, window="m6", status="seeking", as_of=after(time), noted_on=after(time)
            )
            for one, time, event in zip(people, times, events, strict=True)
        )
    treated, placebo = by("trade", "time_to_job").groups

    assert (treated.median, treated.interval) == (23, (13, None))
    assert (placebo.median, placebo.interval) == (8, (4, 11))


def test_every_enrolment_of_a_person_in_two_batches_waits_from_its_own_end():
    graduate = finished(status="unknown", as_of=after(1))
    EnrolmentFactory(batch=a_class("Las"), person=graduate.person, state="completed", finished_on=after(100))
    PlacementFactory(graduate=graduate, state="working", started_on=after(130))
    asked = ask("time_to_job", EVERYWHERE, as_of=DAY)

    assert [(step.time, step.events) for step in asked.curve.steps] == [(30, 1), (130, 1)]
