"""Making papers: what is frozen, refused and kept."""

import hashlib
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from factories.figures import (
    FrozenFactory,
    ReleasedFigureFactory,
    ReleaseFactory,
    ReportFactory,
    ReportOrderFactory,
)
from factories.forum import ForumFactory
from factories.organisations import OrganisationFactory, account
from factories.outcomes import OutcomeFactory
from factories.training import BatchFactory, TrainingTargetFactory

from padan.base.clock import today
from padan.base.errors import NotAllowed
from padan.base.files import content_of, faults
from padan.figures import annexes, jobs
from padan.figures.actions import reports
from padan.figures.actions.freezing import NothingCounted, correct, freeze
from padan.figures.chosen import newest_of
from padan.figures.models import Frozen, Release, Report, ReportOrder
from padan.figures.proving import prove
from padan.figures.reports.together import DoNotCompare
from padan.organisations.models import Organisation
from padan.organisations.states import Kind
from padan.outcomes.states import Status
from padan.trail.queries import all_entries
from padan.training.models import Batch

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 15, 2, 0, tzinfo=UTC)


@pytest.fixture
def body():
    """A forum with a centre whose twenty graduates were asked: nine work, one of them is not heard of."""
    forum = ForumFactory(organisation__kind=Kind.FORUM, organisation__name="FKLPI Contoh").organisation
    centre = OrganisationFactory(centre=True, forum=forum, name="Balai Contoh")
    batch = BatchFactory(finished=True, programme__centre=centre, name="Kelas Las 1")
    states = [Status.EMPLOYED] * 9 + [Status.SEEKING] * 10 + [Status.UNKNOWN]
    for state in states:
        OutcomeFactory(enrolment__batch=batch, enrolment__state="completed", batch=batch, status=state)
    return forum


@pytest.fixture
def secretary(body):
    return account("secretariat", body)


def frozen(body, by, *keys):
    return [freeze(key=key, as_of=today(), by=by, at=AT, organisation=body) for key in keys]


def published(*figures):
    release = ReleaseFactory()
    for one in figures:
        ReleasedFigureFactory(release=release, frozen=one)
    Release.objects.filter(pk=release.pk).update(
        state="released", audited_at=AT, released_at=AT, released_by="system"
    )  # fmt: skip
    return list(figures)


def press(body, by, figures, **more):
    told = {
        "title": "[1] lulusan bekerja", "lead": "Kepengurusan baru dikukuhkan.", "place": "Bekasi",
        "day": date(2026, 11, 14), "quotes": ["Ketua Forum"],
    }  # fmt: skip
    codes = [one.code for one in figures]
    return reports.make_press_release(organisation=body, codes=codes, by=by, at=AT, **told | more)


# --- press release ----------------------------------------------------------------------------------------------------


def test_a_press_release_is_kept_with_its_figures_in_order_and_the_sha_of_each_file(body, secretary):
    figures = published(*frozen(body, secretary, "placed", "seeking"))
    made = press(body, secretary, figures[::-1], title="[2] lulusan bekerja")
    assert made.title == "45,0% lulusan bekerja"
    assert [one.frozen for one in made.shown.order_by("place")] == figures[::-1]
    files = {one.file_kind: one for one in made.files.all()}
    assert set(files) == {"pdf", "docx"}
    assert content_of(files["pdf"]).startswith(b"%PDF-")
    assert content_of(files["docx"]).startswith(b"PK\x03\x04")
    entry = all_entries().latest("seq")
    assert entry.verb == "report.made"
    told = entry.wording.changes
    assert told["pdf"][1] == hashlib.sha256(content_of(files["pdf"])).hexdigest()
    assert list(faults()) == []


def test_what_is_not_frozen_or_not_published_does_not_go_to_the_press(body, secretary):
    unpublished = frozen(body, secretary, "placed")
    for codes in (unpublished, [FrozenFactory.build(code="ANG-TIADA")]):
        with pytest.raises(reports.NotFrozen):
            press(body, secretary, codes)
    with pytest.raises(reports.NoFigure):
        press(body, secretary, [])
    assert not Report.objects.exists()


def test_a_figure_of_another_forum_is_not_said_in_this_one_s_name(body, secretary):
    other = published(FrozenFactory(scope=OrganisationFactory(kind=Kind.FORUM).code))
    with pytest.raises(reports.NotFrozen):
        press(body, secretary, other)


def test_a_corrected_figure_is_refused_and_the_newer_one_named(body, secretary):
    (old,) = published(*frozen(body, secretary, "placed"))
    new = correct(frozen=old, reason="Satu jawaban salah dibaca", by=secretary, at=AT)
    published(new)
    with pytest.raises(reports.Superseded, match=new.code):
        press(body, secretary, [old])
    assert press(body, secretary, [new]).content["angka"][0]["koreksi"] == "Satu jawaban salah dibaca"


def test_figures_by_two_rules_are_refused_and_nothing_is_kept(body, secretary):
    (one,) = frozen(body, secretary, "placed")
    told = {"scope": body.code, "as_of": today(), "numerator": 8, "denominator": 20, "value": 0.4}
    other = FrozenFactory(key="self_employed", window="m12", **told)
    with pytest.raises(DoNotCompare):
        press(body, secretary, published(one, other))
    assert not Report.objects.exists()


def test_a_group_under_five_does_not_go_to_the_press(body, secretary):
    (unknown,) = frozen(body, secretary, "unknown")
    assert unknown.numerator == 1
    told = {"scope": body.code, "as_of": today(), "denominator": 20}
    all_but_two = FrozenFactory(numerator=18, value=0.9, **told)
    for one in published(unknown, all_but_two):
        with pytest.raises(reports.GroupTooSmall):
            press(body, secretary, [one])


def test_only_the_secretariat_above_the_body_makes_papers_of_it(body, secretary):
    figures = published(*frozen(body, secretary, "placed"))
    for by in (account("board_member", body), account("secretariat", ForumFactory().organisation)):
        with pytest.raises(NotAllowed):
            press(body, by, figures)
        with pytest.raises(NotAllowed):
            reports.make_summary(organisation=body, decisions=[], by=by, at=AT, today=today())
        with pytest.raises(NotAllowed):
            reports.make_yearly_report(organisation=body, year=today().year, by=by, at=AT, today=today())


# --- the one page -----------------------------------------------------------------------------------------------------


def test_the_summary_freezes_what_it_says_and_each_number_can_be_proven(body, secretary):
    waiting = [{"apa": "Janji", "isi": "Dua mesin las", "sebab": "Lewat 46 hari."}]
    made = reports.make_summary(organisation=body, decisions=waiting, by=secretary, at=AT, today=today())
    shown = [one.frozen for one in made.shown.all()]
    assert {one.key for one in shown} >= {"placed", "unknown", "programmes", "batches"}
    assert all(prove(one).same for one in shown)
    assert made.content["angka"][0]["angka"] == "45,0"
    assert made.content["keputusan"] == waiting


def test_kept_twice_on_one_day_the_summary_takes_the_figures_frozen_already(body, secretary):
    reports.make_summary(organisation=body, decisions=[], by=secretary, at=AT, today=today())
    before = Frozen.objects.count()
    reports.make_summary(organisation=body, decisions=[], by=secretary, at=AT, today=today())
    assert Frozen.objects.count() == before


def test_a_centre_is_asked_for_its_packages_against_its_budget(body, secretary):
    centre = Organisation.objects.get(kind=Kind.CENTRE, forum=body)
    BatchFactory(programme__centre=centre, centre=centre, state="training", starts_on=today())
    TrainingTargetFactory(centre=centre, year=today().year, packages=18, people=288)
    made = reports.make_summary(organisation=centre, decisions=[], by=secretary, at=AT, today=today())
    packages = made.content["angka"][1]
    assert packages["kunci"] == "packages"
    assert (packages["angka"], packages["beside"]) == ("1", " dari 18")


def test_a_body_without_graduates_has_no_summary(secretary, body):
    empty = OrganisationFactory(centre=True, forum=body)
    with pytest.raises(NothingCounted):
        reports.make_summary(organisation=empty, decisions=[], by=secretary, at=AT, today=today())


# --- the yearly report ------------------------------------------------------------------------------------------------


def test_the_year_takes_what_was_frozen_in_it_and_freezes_the_rest(body, secretary):
    placed, unknown, *_more = frozen(body, secretary, "placed", "unknown", "self_employed", "studying")
    made = reports.make_yearly_report(organisation=body, year=today().year, by=secretary, at=AT, today=today())
    shown = {one.frozen.key: one.frozen for one in made.shown.all()}
    assert shown["placed"] == placed
    assert shown["unknown"] == unknown
    assert "batches" in shown
    assert "partners" not in shown  # nobody signed: no data, not zero
    lines = {one["nama"]: one for one in made.content["angka"]}
    assert lines["Mitra dengan perjanjian"]["nilai"] == ""


def test_the_workbook_holds_the_frozen_rows_of_each_figure_and_no_name(body, secretary):
    made = reports.make_yearly_report(organisation=body, year=today().year, by=secretary, at=AT, today=today())
    file = made.files.get(file_kind="xlsx")
    book = openpyxl.load_workbook(BytesIO(content_of(file)))
    rows = list(book["Bekerja"].iter_rows(values_only=True))
    assert len(rows) == 21
    assert sorted({row[1] for row in rows[1:]}) == ["Bekerja", "Belum diketahui", "Mencari kerja"]
    batch = Batch.objects.get(name="Kelas Las 1")
    assert all(row[0].startswith(f"{batch.code}-") for row in rows[1:])


def test_rows_too_many_for_a_workbook_stay_with_the_figure_and_the_sheet_says_so(body, secretary, monkeypatch):
    monkeypatch.setattr(annexes, "MOST_ROWS", 19)
    (placed,) = frozen(body, secretary, "placed")
    assert annexes.annex_of(placed, body).rows == [
        ["20 rows: too many for this workbook. They are kept with the frozen figure and can be proven."]
    ]
    assert prove(placed).same


def test_a_year_before_anything_says_no_data_and_a_year_ahead_is_refused(body, secretary):
    made = reports.make_yearly_report(organisation=body, year=2003, by=secretary, at=AT, today=today())
    assert made.content["kosong"]
    assert not made.shown.exists()
    with pytest.raises(reports.YearAhead):
        reports.make_yearly_report(organisation=body, year=today().year + 1, by=secretary, at=AT, today=today())


# --- prepared by a job ------------------------------------------------------------------------------------------------


def ordered(body, by, **more):
    told = {"organisation": body, "year": today().year, "by": by, "at": AT, "today": today()}
    return reports.order_yearly_report(**told | more)


def test_a_job_prepares_the_same_paper_tells_how_far_it_is_and_no_second_begins(body, secretary, monkeypatch):
    order = ordered(body, secretary)
    assert ordered(body, None) == order
    told = []
    kept = reports.freeze
    monkeypatch.setattr(reports, "freeze", lambda **more: told.append(ReportOrder.objects.get().done) or kept(**more))
    jobs.prepare.call_local(order.code)
    order.refresh_from_db()
    made = order.report
    assert (order.is_open, order.done, made.kind, made.made_by) == (False, order.steps, "yearly", secretary.code)
    assert told == sorted(told)
    assert told[-1] > told[0]
    at_once = reports.make_yearly_report(organisation=body, year=today().year, by=secretary, at=AT, today=today())
    assert list(made.shown.values_list("frozen", "place")) == list(at_once.shown.values_list("frozen", "place"))
    jobs.prepare.call_local(order.code)  # said twice by the queue: nothing is left to do
    assert Report.objects.count() == 2
    assert ordered(body, secretary) != order  # a new one, for figures corrected since
    with pytest.raises(reports.YearAhead):
        ordered(body, secretary, year=today().year + 1)
    with pytest.raises(NotAllowed):
        ordered(body, account("secretariat", OrganisationFactory(forum_body=True)))


@pytest.mark.parametrize(
    ("fault", "said"), [(ValueError("kacau"), "fault of ours"), (NothingCounted("Kosong."), "Kosong.")]
)
def test_a_job_that_breaks_off_says_why_and_the_report_may_be_asked_for_again(
    body, secretary, monkeypatch, fault, said
):
    order = ordered(body, secretary)

    def fails(*_about):
        raise fault

    monkeypatch.setattr(reports, "_yearly", fails)
    jobs.prepare.call_local(order.code)
    order.refresh_from_db()
    assert (order.is_open, order.report, said in order.stopped) == (False, None, True)
    assert Frozen.objects.exists()  # what it froze stays, and the next one takes it
    assert ordered(body, secretary).is_open


def test_a_job_that_was_overtaken_keeps_nothing(body, secretary):
    order = ordered(body, secretary)
    reports.break_off_report(order=order, reason="Berhenti", at=AT)
    assert reports.prepare_yearly_report(order=order, by=secretary, at=AT, step=lambda: None) is None
    assert not Report.objects.exists()


def test_the_database_itself_refuses_a_second_order_and_one_that_ends_in_two_ways():
    order = ReportOrderFactory()
    for told in ({}, {"report": ReportFactory(), "stopped": "Berhenti", "year": 2023}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportOrderFactory(organisation=order.organisation, **told)


def test_shares_of_a_cohort_come_at_one_window_and_one_cut_off(body):
    day = today()
    for key, window, as_of in (("placed", "m6", day), ("unknown", "m12", day), ("studying", "m6", date(2026, 1, 2))):
        FrozenFactory(key=key, window=window, as_of=as_of, scope=body.code)
    FrozenFactory(key="partners", window="", as_of=day, scope=body.code, unit="count")
    assert set(newest_of(body, ["placed", "unknown", "studying", "partners"])) == {"placed", "partners"}
    FrozenFactory(key="unknown", window="m6", as_of=day, scope=body.code)
    assert set(newest_of(body, ["placed", "unknown"])) == {"placed", "unknown"}
