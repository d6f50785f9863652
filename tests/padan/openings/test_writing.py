"""An opening is written, changed, published only in words the law allows, and reported."""

from datetime import UTC, date, datetime, timedelta

import pytest
from factories.needs import NeedFactory
from factories.openings import AgeLimitFactory, OpeningFactory
from factories.organisations import ContactFactory, OrganisationFactory, account
from factories.people import SignedLinkFactory
from factories.reference import CodeFactory, RegionFactory, SchemeFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.openings.actions import (
    DeadlinePassed,
    NotAsked,
    OpeningFull,
    OpeningInvalid,
    ReasonMissing,
    ReportInDisorder,
    WordsForbidden,
    approve_age,
    ask_for_age,
    ask_for_openings,
    close_opening,
    drop_age,
    edit_opening,
    expire_openings,
    keep_link,
    name_occupation,
    open_opening,
    prolong_opening,
    record_reports,
    remind_of_deadlines,
    write_opening,
)
from padan.openings.deadlines import instant_of
from padan.openings.models import Opening, VacancyReport
from padan.openings.permissions import KEEP, WRITE
from padan.openings.queries import due_as, openings_of, reportable, to_report
from padan.openings.states import CodeCheck, Ending, OpeningState, ReportKind
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import Kind, RoleName
from padan.people.models import Message, SignedLink
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TOLD = {"by": None, "at": AT}


def written(company=None, **said):
    company = company or OrganisationFactory()
    return write_opening(
        company=company,
        owner=said.pop("owner", company),
        **{"title": "Juru las", "kind": "job", "seats": 4} | said,
        **TOLD,
    )


def link_for(act, thing):
    return SignedLinkFactory(act=act, thing_kind=thing._meta.label_lower, thing_code=thing.code)


def test_an_opening_begins_as_a_draft_that_only_its_writers_see():
    forum = OrganisationFactory(kind=Kind.FORUM)
    company = OrganisationFactory(forum=forum)
    centre = OrganisationFactory(kind=Kind.CENTRE, forum=forum)
    opening = written(company)
    secretary, officer = account(RoleName.SECRETARIAT, forum), account(RoleName.COMPANY_OFFICER, company)
    others = [
        account(RoleName.CENTRE_OFFICER, centre),
        account(RoleName.BOARD_MEMBER, forum),
        account(RoleName.AUDITOR),
    ]
    assert opening.state == OpeningState.DRAFT
    assert [openings_of(viewer_of(one)).count() for one in (secretary, officer, *others)] == [1, 1, 0, 0, 0]

    open_opening(opening=opening, **TOLD)
    assert [openings_of(viewer_of(one)).count() for one in (secretary, officer, *others)] == [1] * 5


def test_an_opening_from_a_need_keeps_its_key_and_its_units():
    need = NeedFactory()
    must, may = CodeFactory.create_batch(2)
    opening = write_opening(
        company=need.company, owner=need.company, need=need, title="Juru las", kind="job", seats=2,
        required_units=[must], welcome_units=[may, must], **TOLD,
    )  # fmt: skip
    assert opening.need == need
    assert dict(opening.units.values_list("unit__code", "required")) == {must.code: True, may.code: False}
    with pytest.raises(OpeningInvalid):
        written(OrganisationFactory(), need=need)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("seats", {"seats": 0}),
        ("seats", {"seats": 10_001}),
        ("title", {"title": "  "}),
        ("wage_from_idr", {"wage_from_idr": 7500}),
        ("wage_to_idr", {"wage_from_idr": 5_000_000, "wage_to_idr": 4_000_000}),
        ("closes_on", {"closes_at": AT - timedelta(minutes=1)}),
        ("language_level", {"language": "ja"}),
        ("reply_phone", {"reply_phone": "tanya Budi"}),
        ("title", {"title": "Juru las\u202e"}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_kept(field, said):
    with pytest.raises(FieldRefused) as refused:
        written(**said)
    assert refused.value.field == field
    assert Opening.objects.count() == 0


def test_two_writers_never_overwrite_one_another():
    opening = written()
    edit_opening(opening=opening, seen=0, seats=6, **TOLD)
    with pytest.raises(EditedMeanwhile) as faster:
        edit_opening(opening=opening, seen=0, seats=9, **TOLD)
    assert faster.value.stands == 1
    edit_opening(opening=opening, seen=1, seats=6, **TOLD)  # nothing new: no revision, no entry
    opening.refresh_from_db()
    assert (opening.seats, opening.revision) == (6, 1)
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == ["opening.written", "opening.edited"]


def test_an_occupation_is_named_once_taken_back_and_never_over_the_one_that_a_file_carried():
    kbji = SchemeFactory(scheme="kbji", version="2014")
    welder, cook = CodeFactory(scheme=kbji, code="7212"), CodeFactory(scheme=kbji, code="5120")
    opening = OpeningFactory(occupation_written="tukang las", occupation_check=CodeCheck.WORDS)
    name_occupation(opening=opening, occupation=welder, **TOLD)
    with pytest.raises(OpeningInvalid, match=welder.title):
        name_occupation(opening=opening, occupation=cook, **TOLD)
    name_occupation(opening=opening, occupation=welder, **TOLD)
    name_occupation(opening=opening, occupation=None, **TOLD)
    opening.refresh_from_db()
    assert (opening.occupation, opening.occupation_written, opening.occupation_check) == (None, "tukang las", "words")
    entries = Entry.objects.filter(verb="opening.occupation_named").order_by("pk")
    assert [one.wording.changes["occupation"] for one in entries] == [["", "7212"], ["7212", ""]]

    carried = OpeningFactory(occupation_written="7212", occupation_check=CodeCheck.KNOWN, occupation=welder)
    with pytest.raises(OpeningInvalid):
        name_occupation(opening=carried, occupation=None, **TOLD)
    with pytest.raises(OpeningInvalid):
        name_occupation(opening=opening, occupation=CodeFactory(), **TOLD)
    closed = OpeningFactory(state=OpeningState.CLOSED, ending=Ending.FILLED)
    with pytest.raises(OpeningInvalid):
        name_occupation(opening=closed, occupation=welder, **TOLD)
    with pytest.raises(NotAllowed):
        name_occupation(
            opening=opening, occupation=welder, by=account(RoleName.COMPANY_OFFICER, OrganisationFactory()), at=AT
        )


def test_fewer_seats_than_were_taken_are_refused():
    with pytest.raises(FieldRefused):
        edit_opening(opening=OpeningFactory(seats=4, seats_taken=3), seen=0, seats=2, **TOLD)


def test_words_the_law_forbids_keep_it_from_being_published_and_from_slipping_in_later():
    opening = written(description="Juru las, belum menikah, usia maksimal 25 tahun")
    with pytest.raises(WordsForbidden) as refused:
        open_opening(opening=opening, **TOLD)
    assert [one.words for one in refused.value.findings] == ["belum menikah", "usia maksimal 25 tahun"]

    edit_opening(opening=opening, seen=0, description="Mengelas pelat", **TOLD)
    open_opening(opening=opening, **TOLD)
    with pytest.raises(WordsForbidden):
        edit_opening(opening=opening, seen=1, description="Khusus pria", **TOLD)
    opening.refresh_from_db()
    assert (opening.state, opening.description, opening.revision) == (OpeningState.OPEN, "Mengelas pelat", 1)


def test_an_age_passes_with_a_reason_and_a_secretary_s_name_never_the_company_s():
    forum = OrganisationFactory(kind=Kind.FORUM)
    company = OrganisationFactory(forum=forum)
    secretary, officer = account(RoleName.SECRETARIAT, forum), account(RoleName.COMPANY_OFFICER, company)
    opening = written(company, description="Usia minimal 18 tahun")
    with pytest.raises(ReasonMissing):
        ask_for_age(opening=opening, youngest=18, oldest=None, reason="perlu", by=officer, at=AT)
    with pytest.raises(NotAsked):
        approve_age(opening=opening, by=secretary, at=AT)
    reason = "Pekerjaan di ketinggian hanya untuk orang dewasa."
    ask_for_age(opening=opening, youngest=18, oldest=None, reason=reason, by=officer, at=AT)
    with pytest.raises(WordsForbidden):
        open_opening(opening=opening, by=officer, at=AT)
    with pytest.raises(NotAllowed):
        approve_age(opening=opening, by=officer, at=AT)

    limit = approve_age(opening=opening, by=secretary, at=AT)
    open_opening(opening=opening, by=officer, at=AT)
    assert (limit.approver, limit.approved_at) == (secretary, AT)
    with pytest.raises(WordsForbidden):
        drop_age(opening=opening, by=officer, at=AT)
    with pytest.raises(OpeningInvalid):  # it stands published under the other one
        ask_for_age(opening=opening, youngest=18, oldest=40, reason=reason, by=officer, at=AT)
    close_opening(opening=opening, ending=Ending.WITHDRAWN, by=officer, at=AT)
    ask_for_age(opening=opening, youngest=18, oldest=40, reason=reason, by=officer, at=AT)
    opening.age_limit.refresh_from_db()
    assert opening.age_limit.approver is None


def test_a_let_pass_age_lets_no_other_ground_pass():
    opening = written(description="Usia minimal 18 tahun, belum menikah")
    AgeLimitFactory(opening=opening, approver=account(RoleName.AUDITOR), approved_at=AT)
    with pytest.raises(WordsForbidden) as refused:
        open_opening(opening=opening, **TOLD)
    assert [one.words for one in refused.value.findings] == ["belum menikah"]


def test_one_tap_prolongs_by_thirty_days_and_a_second_tap_changes_nothing():
    opening = OpeningFactory(closes_at=AT + timedelta(days=3))
    shown = opening.closes_at
    once = prolong_opening(opening=opening, seen=shown, **TOLD)
    twice = prolong_opening(opening=opening, seen=shown, **TOLD)
    assert once.closes_at == twice.closes_at == instant_of(opening.owner, date(2024, 12, 18))


def test_what_expired_is_open_again_when_prolonged_and_a_full_or_late_one_is_not_published():
    expired = OpeningFactory(state=OpeningState.EXPIRED, closes_at=AT - timedelta(days=40))
    assert prolong_opening(opening=expired, seen=expired.closes_at, **TOLD).state == OpeningState.OPEN
    with pytest.raises(DeadlinePassed):
        open_opening(opening=OpeningFactory(state=OpeningState.CLOSED, closes_at=AT), **TOLD)
    with pytest.raises(OpeningFull):
        open_opening(opening=OpeningFactory(state=OpeningState.CLOSED, seats=1, seats_taken=1), **TOLD)
    with pytest.raises(TransitionDenied):
        open_opening(opening=OpeningFactory(), **TOLD)
    with pytest.raises(DeadlinePassed):
        prolong_opening(opening=OpeningFactory(closes_at=None), seen=None, until=AT + timedelta(days=900), **TOLD)


def test_the_night_lets_expire_what_is_over_and_tells_both_sides_once():
    centre = OrganisationFactory(kind=Kind.CENTRE)
    company = OrganisationFactory()
    ContactFactory(organisation=centre, email="balai@contoh.example")
    over = OpeningFactory(company=company, owner=centre, reply_email="hrd@contoh.example", closes_at=AT)
    OpeningFactory(closes_at=AT + timedelta(days=1))

    assert expire_openings(today=AT.date(), at=AT) == 1
    assert expire_openings(today=AT.date(), at=AT) == 0
    over.refresh_from_db()
    assert over.state == OpeningState.EXPIRED
    assert sorted(Message.objects.values_list("to", flat=True)) == ["balai@contoh.example", "hrd@contoh.example"]
    close_opening(opening=over, ending=Ending.FILLED, **TOLD)
    over.refresh_from_db()
    assert (over.state, over.ending) == (OpeningState.CLOSED, Ending.FILLED)


def test_however_many_end_in_one_night_a_keeper_gets_one_mail(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("padan.openings.actions.life.TOGETHER", 2)
    centre = OrganisationFactory(kind=Kind.CENTRE)
    ContactFactory(organisation=centre, email="balai@contoh.example")
    OpeningFactory.create_batch(5, owner=centre, closes_at=AT)
    with django_assert_max_num_queries(40):
        assert expire_openings(today=AT.date(), at=AT) == 5
    assert Opening.objects.filter(state=OpeningState.EXPIRED).count() == 5
    assert Entry.objects.filter(verb="openings.expired").count() == 3
    assert list(Message.objects.values_list("to", flat=True)) == ["balai@contoh.example"]


def test_those_nobody_can_be_told_of_keep_no_one_else_from_being_told(monkeypatch):
    monkeypatch.setattr("padan.openings.actions.life.TOGETHER", 2)
    OpeningFactory.create_batch(3, closes_at=AT + timedelta(days=1))
    company = OrganisationFactory()
    OpeningFactory.create_batch(2, company=company, reply_email="hrd@contoh.example", closes_at=AT + timedelta(days=3))
    assert remind_of_deadlines(today=AT.date(), at=AT) == 2
    assert set(Message.objects.values_list("to", flat=True)) == {"hrd@contoh.example"}


def test_a_week_before_the_end_the_writer_gets_one_link_that_prolongs():
    near = OpeningFactory(reply_email="hrd@contoh.example", closes_at=AT + timedelta(days=6))
    OpeningFactory(reply_email="lain@contoh.example", closes_at=AT + timedelta(days=20))
    OpeningFactory(closes_at=AT + timedelta(days=2))  # nobody to write to

    assert remind_of_deadlines(today=AT.date(), at=AT) == 1
    assert remind_of_deadlines(today=AT.date() + timedelta(days=1), at=AT + timedelta(days=1)) == 0
    assert list(Message.objects.values_list("to", flat=True)) == ["hrd@contoh.example"]
    link = SignedLink.objects.get()
    assert (link.act, link.thing_code) == (KEEP, near.code)
    prolong_opening(opening=near, seen=near.closes_at, by=link, at=AT)


def test_a_link_keeps_its_one_opening_and_writes_for_its_one_company():
    opening, other = OpeningFactory(), OpeningFactory()
    keep, write = link_for(KEEP, opening), link_for(WRITE, opening.company)
    said = {"title": "Juru las", "kind": "job", "seats": 2}
    first = write_opening(company=opening.company, owner=opening.company, by=write, at=AT, **said)
    again = write_opening(company=opening.company, owner=opening.company, by=write, at=AT, **said)
    assert first == again
    with pytest.raises(NotAllowed):
        write_opening(company=other.company, owner=other.company, by=write, at=AT, **said)
    with pytest.raises(NotAllowed):
        close_opening(opening=other, ending=Ending.FILLED, by=keep, at=AT)
    close_opening(opening=opening, ending=Ending.FILLED, by=keep, at=AT)


def test_a_stranger_s_account_keeps_and_writes_nothing():
    opening, stranger = OpeningFactory(), account(RoleName.COMPANY_OFFICER, OrganisationFactory())
    for act, more in (
        (edit_opening, {"seen": 0, "seats": 9}),
        (close_opening, {"ending": Ending.FILLED}),
        (prolong_opening, {"seen": None}),
        (keep_link, {}),
        (ask_for_age, {"youngest": 18, "oldest": None, "reason": "x" * 30}),
    ):
        with pytest.raises(NotAllowed):
            act(opening=opening, by=stranger, at=AT, **more)
    with pytest.raises(NotAllowed):
        ask_for_openings(company=opening.company, recipient="", by=stranger, at=AT)


@pytest.mark.parametrize(
    ("province", "day", "hour_utc"),
    [(province, day, hour) for province, hour in (("32", 16), ("51", 15), ("81", 14), ("11", 16))
     for day in (date(2024, 11, 15), date(2024, 12, 31), date(2028, 2, 29))],
)  # fmt: skip
def test_a_deadline_is_the_last_minute_of_the_day_at_its_own_place(province, day, hour_utc):
    owner = OrganisationFactory(region=RegionFactory(code=f"{province}.01"))
    assert instant_of(owner, day) == datetime(day.year, day.month, day.day, hour_utc, 59, tzinfo=UTC)


def test_a_vacancy_is_due_until_reported_again_after_a_change_and_once_more_when_filled():
    forum = OrganisationFactory(kind=Kind.FORUM)
    company = OrganisationFactory(forum=forum)
    opening = OpeningFactory(company=company, seats=1)
    OpeningFactory(company=company, kind="apprenticeship")
    secretary = account(RoleName.SECRETARIAT, forum)

    def due():
        rows = reportable(viewer_of(secretary))
        asked = list(rows.filter(to_report()))
        assert asked == [row for row in rows if due_as(row)]
        return [due_as(row) for row in asked]

    def report(kind, **more):
        told = {"reported_on": AT.date(), "today": AT.date(), "by": secretary, "at": AT}
        return record_reports(openings=[opening], kind=kind, **told | more)

    assert due() == [ReportKind.VACANT]
    assert report(ReportKind.VACANT, karirhub_ref=" KH-1 ") == 1
    assert report(ReportKind.VACANT) == 0
    assert due() == []
    edit_opening(opening=opening, seen=0, title="Juru las pipa", **TOLD)
    assert due() == [ReportKind.VACANT]
    assert report(ReportKind.VACANT) == 1
    opening.refresh_from_db()
    assert opening.karirhub_ref == "KH-1"
    Opening.objects.filter(pk=opening.pk).update(seats_taken=1)
    assert due() == [ReportKind.FILLED]
    assert report(ReportKind.FILLED) == 1
    assert due() == []
    assert VacancyReport.objects.filter(by=secretary).count() == 3
    for more in ({"reported_on": AT.date() + timedelta(days=1)}, {"openings": []}):
        with pytest.raises(ReportInDisorder):
            report(ReportKind.VACANT, **more) if "openings" not in more else record_reports(
                openings=[], kind="vacant", reported_on=AT.date(), today=AT.date(), **TOLD
            )
