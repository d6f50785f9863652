from datetime import date

import pytest
from factories.agreements import AgreementFactory, TargetFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, viewer
from factories.outcomes import OutcomeFactory, ReportedTotalFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.agreements.states import AgreementState
from padan.figures.asking import UnknownFigure, ask, figures_of, may_read_lines
from padan.figures.registry import FIGURES, STATUS_KEYS
from padan.openings.states import OpeningKind
from padan.organisations.queries import EVERYWHERE, NOBODY
from padan.organisations.states import RoleName
from padan.outcomes.states import Status, Window

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 15)
KEYS_OF_THE_FIRST_ISSUE = {
    "graduates",
    "placed",
    "marked_working",
    "self_employed",
    "unknown",
    "openings",
    "seats",
    "reported_placement",
    "partners",
    "sent_to_industry",
}


def cohort(batch, **numbers):
    """Outcomes of one batch: how many stand at each status."""
    for status, number in numbers.items():
        for _ in range(number):
            OutcomeFactory(enrolment=EnrolmentFactory(finished=True, batch=batch), status=status)


def value_of(key, who=EVERYWHERE, **about):
    asked = ask(key, who, as_of=DAY, **about)
    return asked.numerator, asked.denominator


def test_every_promised_figure_can_be_asked_of_an_empty_house():
    assert set(FIGURES) >= KEYS_OF_THE_FIRST_ISSUE
    assert {asked.numerator for asked in figures_of(NOBODY, as_of=DAY)} == {0}


def test_a_figure_nobody_defined_is_refused_by_name():
    with pytest.raises(UnknownFigure, match="penyerapan"):
        ask("penyerapan", EVERYWHERE)


def test_shares_of_one_cohort_add_up_to_the_whole_unknown_included():
    cohort(BatchFactory(finished=True), employed=5, self_employed=2, studying=1, apprenticeship=1, unclear=1, unknown=3)
    placed = ask("placed", EVERYWHERE, as_of=DAY)
    assert sum(part.n for part in placed.parts) == placed.denominator == 13
    assert sum(part.share for part in placed.parts) == pytest.approx(1)
    each = [value_of(STATUS_KEYS.get(status, str(status)))[0] for status in Status]
    assert sum(each) == 13


def test_apprenticeship_own_business_and_unclear_words_are_not_placed():
    cohort(BatchFactory(finished=True), employed=1, self_employed=1, apprenticeship=1, unclear=1)
    assert value_of("placed") == (1, 4)
    assert value_of("placed_or_self_employed") == (2, 4)


def test_the_unknown_bound_the_share_from_both_sides():
    cohort(BatchFactory(finished=True), employed=6, unknown=3, unclear=1)
    asked = ask("placed", EVERYWHERE, as_of=DAY)
    assert (asked.value, asked.unknown, asked.bounds) == (0.6, 4, (0.6, 1.0))
    assert asked.low < 0.6 < asked.high


def test_the_rows_of_a_figure_are_its_denominator_and_say_which_of_them_count():
    cohort(BatchFactory(finished=True), employed=2, unknown=3)
    asked = ask("placed", EVERYWHERE, as_of=DAY)
    counted = [row.counted for row in asked.rows]
    assert (len(counted), sum(counted)) == (asked.denominator, asked.numerator) == (5, 2)


def test_every_figure_reads_each_of_its_columns():
    cohort(BatchFactory(finished=True), employed=1)
    OpeningFactory()
    ReportedTotalFactory()
    AgreementFactory(running=True, parties=[OrganisationFactory()])
    for asked in figures_of(EVERYWHERE, as_of=DAY):
        for row in asked.rows[:2]:
            assert all(column.read(row) is not ... for column in asked.columns)
            assert row.counted >= 0


def test_windows_are_never_mixed():
    enrolment = EnrolmentFactory(finished=True)
    OutcomeFactory(enrolment=enrolment, window=Window.MONTHS_3, status=Status.UNKNOWN)
    OutcomeFactory(enrolment=enrolment, window=Window.MONTHS_6, status=Status.EMPLOYED)
    OutcomeFactory(window=Window.NOT_STATED, status=Status.EMPLOYED, marked_working=True)
    assert value_of("placed") == (1, 1)
    assert value_of("placed", window=Window.MONTHS_3) == (0, 1)
    assert value_of("placed", window=Window.NOT_STATED) == (1, 1)
    assert value_of("marked_working") == (1, 1)


def test_an_answer_after_the_cut_off_is_not_counted():
    OutcomeFactory(status=Status.EMPLOYED, as_of=date(2024, 12, 1))
    OutcomeFactory(status=Status.UNKNOWN, as_of=date(2024, 10, 1))
    assert value_of("placed") == (0, 1)


def test_reported_totals_stand_apart_from_counted_rows():
    cohort(BatchFactory(finished=True), employed=1, unknown=1)
    ReportedTotalFactory(participants=100, placed=90)
    ReportedTotalFactory(participants=50, placed=10)
    reported = ask("reported_placement", EVERYWHERE, as_of=DAY)
    assert (reported.numerator, reported.denominator, reported.row_count) == (100, 150, 2)
    assert value_of("placed") == (1, 2)
    assert "Do not compare" in reported.warning


def test_seats_are_the_sum_over_openings_and_kinds_stay_apart():
    OpeningFactory(seats=3)
    OpeningFactory(seats=2, kind=OpeningKind.APPRENTICESHIP)
    seats = ask("seats", EVERYWHERE, as_of=DAY)
    assert seats.value == 5
    assert {part.key: part.n for part in seats.parts} == {"job": 3, "apprenticeship": 2}
    assert ask("openings", EVERYWHERE, as_of=DAY).value == 2


def test_a_partner_with_two_documents_is_one_partner():
    company = OrganisationFactory()
    target = TargetFactory(starts_on=date(2023, 1, 1), ends_on=date(2025, 12, 31))
    for signed_on in (date(2024, 3, 6), date(2024, 9, 2)):
        AgreementFactory(
            forum=target.forum, running=True, signed_on=signed_on, parties=[company, OrganisationFactory(centre=True)]
        )
    assert value_of("partners") == (1, 1)


@pytest.mark.parametrize(
    "not_counted",
    [
        {"signed_on": date(2022, 12, 31)},
        {"signed_on": date(2024, 11, 16)},
        {"ends_on": date(2024, 11, 14)},
        {"state": AgreementState.TERMINATED},
    ],
)
def test_an_agreement_outside_the_period_or_out_of_force_makes_no_partner(not_counted):
    target = TargetFactory(starts_on=date(2023, 1, 1), ends_on=date(2025, 12, 31))
    AgreementFactory(forum=target.forum, running=True, parties=[OrganisationFactory()])
    AgreementFactory(forum=target.forum, **({"running": True} | not_counted), parties=[OrganisationFactory()])
    assert value_of("partners") == (1, 1)


def test_a_centre_counts_its_own_rows_and_the_public_all_of_them():
    ours, theirs = BatchFactory(finished=True), BatchFactory(finished=True)
    cohort(ours, employed=2, unknown=1)
    cohort(theirs, employed=4)
    officer = viewer(RoleName.CENTRE_OFFICER, ours.centre)
    assert value_of("placed", officer) == (2, 3)
    assert value_of("placed", NOBODY) == (6, 7)
    assert value_of("placed", organisation=theirs.centre) == (4, 4)
    assert {row.batch for row in ask("placed", officer, as_of=DAY).rows} == {ours}


def test_lines_are_for_those_who_work_with_them_and_cells_for_everybody_else():
    officer = viewer(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))
    office = viewer(RoleName.LABOUR_OFFICE, OrganisationFactory(office=True))
    company = viewer(RoleName.COMPANY_OFFICER, OrganisationFactory())
    reads = {
        key: [may_read_lines(who, FIGURES[key]) for who in (officer, office, company, NOBODY)]
        for key in ("placed", "needed", "partners")
    }
    assert reads == {
        "placed": [True, False, False, False],
        "needed": [True, True, False, False],
        "partners": [True, True, True, True],
    }


@pytest.mark.parametrize("role", [RoleName.INSTRUCTOR, RoleName.ADMINISTRATOR])
def test_who_sees_no_needs_openings_or_agreements_reads_those_of_all_and_no_false_zero(role):
    OpeningFactory.create_batch(2, seats=3)
    here = OrganisationFactory(centre=True)
    who = viewer(role, here if role == RoleName.INSTRUCTOR else None)

    asked = {key: ask(key, who, as_of=DAY) for key in ("openings", "seats", "needed", "partners", "promises_kept")}

    assert (asked["openings"].numerator, asked["seats"].numerator) == (2, 6)
    assert {key: (one.numerator, one.denominator) for key, one in asked.items()} == {
        key: (one.numerator, one.denominator) for key, one in ((key, ask(key, EVERYWHERE, as_of=DAY)) for key in asked)
    }
    assert {one.scope for one in asked.values()} == {"all forums and centres"}
    assert not may_read_lines(who, FIGURES["needed"])
    assert not may_read_lines(who, FIGURES["departed"])
    assert ask("placed", who, as_of=DAY).scope == "everything you may see"


def test_asking_costs_the_same_for_one_row_and_for_many(django_assert_max_num_queries):
    cohort(BatchFactory(finished=True), employed=4, unknown=4)
    for _ in range(3):
        cohort(BatchFactory(finished=True), employed=1)
    with django_assert_max_num_queries(6):
        asked = ask("placed", EVERYWHERE, as_of=DAY)
    with django_assert_max_num_queries(1):
        [[column.read(row) for column in asked.columns] for row in asked.rows]
