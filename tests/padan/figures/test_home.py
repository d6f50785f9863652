from datetime import date

import pytest
from factories.agreements import AgreementFactory, TargetFactory
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory
from factories.outcomes import OutcomeFactory

from padan.figures.actions.summaries import refresh_if_stale, refresh_summaries
from padan.figures.home import public_home
from padan.figures.models import Summary
from padan.outcomes.states import Status
from padan.placements.states import Evidence
from padan.trail.actions import record

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 15)


@pytest.fixture(autouse=True)
def told_day(settings):
    settings.PADAN_TODAY = DAY


def forum_with_partners():
    target = TargetFactory(value=300, starts_on=date(2023, 1, 1), ends_on=date(2025, 12, 31))
    for number in range(3):
        AgreementFactory(
            forum=target.forum,
            running=True,
            signed_on=date(2024, 3, 6),
            parties=[OrganisationFactory()],
            last_activity_on=date(2024, 11, 1) if number else date(2024, 2, 1),
        )
    AgreementFactory(forum=target.forum, running=True, signed_on=date(2024, 11, 14), parties=[OrganisationFactory()])


def test_an_empty_house_has_a_home_that_claims_nothing():
    home = public_home()
    assert (home["cohort"].denominator, home["partners"]["value"]) == (0, 0)
    assert home["partners"]["target"] is None
    assert home["employed"].value is None


def test_partners_are_told_with_their_target_the_path_and_the_day_of_signing():
    forum_with_partners()
    partners = public_home()["partners"]
    assert partners["value"] == 4
    assert (partners["before"], partners["today_added"], partners["signing_on"]) == (3, 1, date(2024, 11, 14))
    assert (partners["awake"], partners["asleep"]) == (2, 1)
    assert (partners["target"], partners["expected_today"]) == (300, 187)


def test_the_cohort_is_told_with_its_days_its_parts_and_its_proof():
    OutcomeFactory.create_batch(6, status=Status.EMPLOYED, evidence=Evidence.EMPLOYER)
    OutcomeFactory.create_batch(2, status=Status.EMPLOYED, evidence=Evidence.SELF_REPORT)
    OutcomeFactory.create_batch(5, status=Status.UNKNOWN)
    home = public_home()
    assert (home["cohort"].denominator, home["cohort"].first) == (13, date(2024, 3, 29))
    assert [(part.key, part.label, part.n) for part in home["cohort"].parts] == [
        ("employed", "Employed", 8),
        ("unknown", "Not known", 5),
    ]
    assert home["line"][-1]["note"] == "6 with proof"


def test_a_step_of_the_line_with_few_people_is_not_numbered():
    OutcomeFactory(status=Status.EMPLOYED)
    steps = {step["step"]: step for step in public_home()["line"]}
    assert (steps["placement"]["small"], steps["graduate"]["small"], steps["batch"]["small"]) == (True, True, False)


def test_newest_partners_come_with_what_they_asked_for():
    forum_with_partners()
    company = OrganisationFactory(name="PT Contoh Sejuk Abadi")
    NeedFactory(company=company, words="10 teknisi AC residensial", said_on=date(2024, 10, 1))
    AgreementFactory(running=True, signed_on=date(2024, 11, 14), parties=[company])
    newest = {partner["name"]: partner["need"] for partner in public_home()["newest_partners"]}
    assert newest["PT Contoh Sejuk Abadi"] == "10 teknisi AC residensial"


def test_the_summary_answers_without_counting_again(django_assert_num_queries):
    forum_with_partners()
    refresh_summaries()
    with django_assert_num_queries(1):
        home = public_home()
    assert home["partners"]["value"] == 4


def test_a_summary_is_made_anew_only_after_something_happened():
    assert refresh_if_stale() is True
    assert refresh_if_stale() is False
    record(None, "organisation.opened", OrganisationFactory())
    assert refresh_if_stale() is True


def test_what_is_kept_is_plain_numbers_and_no_person():
    OutcomeFactory(status=Status.EMPLOYED)
    refresh_summaries()
    kept = str(list(Summary.objects.values_list("payload", flat=True)))
    outcome = OutcomeFactory._meta.model.objects.get()
    assert [word for word in (outcome.enrolment.code, outcome.enrolment.person.code) if word in kept] == []
