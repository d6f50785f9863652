"""Papers lie sealed, a newer one replaces, every look is told to her; health is open only while she agrees."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from factories.organisations import OrganisationFactory, account
from factories.overseas import CandidateFactory, PaperRuleFactory
from factories.overseas_papers import CandidatePaperFactory, PaperConsentFactory, ShareFactory, photograph
from factories.people import PersonFactory, UserFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.base.files import content_of
from padan.chores.actions.erasure import erase_person
from padan.organisations.actions import FieldRefused
from padan.organisations.models import Role
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.overseas.actions.papers import (
    NoFileLeft,
    agree_to_health,
    answer_share,
    bring_paper,
    expire_papers,
    look_at_paper,
    papers_link,
    remove_paper,
    tell_of_ends,
    withdraw_consent,
)
from padan.overseas.models import CandidatePaper, PaperConsent, PaperLook
from padan.overseas.permissions import HealthClosed, may_see_health
from padan.overseas.queries.papers import papers_asked
from padan.overseas.states import KEEP_PAPERS, ConsentState, Fitness, Hand, Look, PaperState
from padan.people.models import Message, SignedLink
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
TODAY, AT = date(2024, 11, 15), datetime(2024, 11, 15, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def candidate():
    return CandidateFactory(person=PersonFactory(named=True, email="siti@contoh.example"))


@pytest.fixture
def officer(candidate):
    return account(RoleName.CENTRE_OFFICER, candidate.centre)


@pytest.fixture
def she(candidate):
    user = UserFactory(person=candidate.person)
    Role.objects.create(user=user, name=RoleName.GRADUATE)
    return user


def bring(candidate, by, kind="passport", **more):
    told = {"number": "C1234567", "expires_on": date(2029, 5, 2)} if kind == "passport" else {}
    told |= {"content": photograph(), "called": "foto.jpg", "at": AT, "today": TODAY} | more
    return bring_paper(candidate=candidate, kind=kind, by=by, **told)


def test_a_paper_lies_sealed_on_the_disk_and_its_number_in_the_database(candidate, officer, disk):
    paper = bring(candidate, officer)
    (file,) = (path for path in Path(disk).rglob("*") if path.is_file())
    assert file.name == paper.file_name
    assert not file.read_bytes().startswith(b"\xff\xd8")
    paper = CandidatePaper.objects.get()
    assert b"1234567" not in bytes(paper.number_sealed)
    assert (paper.number, paper.number_masked, paper.hand) == ("C1234567", "••••4567", Hand.OFFICER)
    assert content_of(paper) == photograph()
    assert all("1234567" not in str(entry.wording.changes) for entry in Entry.objects.order_by("pk"))


def test_the_database_keeps_no_file_in_plain_and_no_two_papers_in_force(candidate):
    CandidatePaperFactory(candidate=candidate)
    for more in ({"file_name": "abc.jpg", "kind": "ktp"}, {"version": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CandidatePaperFactory(candidate=candidate, **more)


def test_a_newer_paper_replaces_the_old_one_which_stays_and_can_be_opened(candidate, officer):
    old, new = bring(candidate, officer), bring(candidate, officer, content=photograph(colour=(1, 2, 3)))
    old.refresh_from_db()
    assert (old.state, new.state, new.version) == (PaperState.REPLACED, PaperState.CURRENT, 2)
    assert look_at_paper(paper=old, by=officer, at=AT) == photograph()
    assert [one.paper for one in papers_asked(candidate, TODAY) if one.kind == "passport"] == [new]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"number": "12345"}, "number"),
        ({"number": "C1111111"}, "number"),
        ({"number": ""}, "number"),
        ({"expires_on": None}, "expires_on"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"expires_on": date(2924, 1, 1)}, "expires_on"),
        ({"issued_on": TODAY + timedelta(days=1)}, "issued_on"),
        ({"kind": "surat-entah"}, "kind"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field_and_nothing_is_kept(candidate, officer, disk, told, field):
    with pytest.raises(FieldRefused) as refused:
        bring(candidate, officer, **{"kind": "passport", **told})
    assert refused.value.field == field
    assert not CandidatePaper.objects.exists()
    assert not list(Path(disk).rglob("*.aes"))


def test_one_passport_belongs_to_one_person(candidate, officer):
    other = CandidateFactory(centre=candidate.centre)
    bring(other, officer, number="c 1234567")
    with pytest.raises(FieldRefused, match=other.code):
        bring(candidate, officer)
    again = CandidateFactory(person=other.person, centre=candidate.centre, state="withdrawn", ended_on=TODAY)
    bring(again, officer)


def test_only_her_centre_its_secretariat_and_she_herself_bring_and_look(candidate, officer, she):
    paper = bring(candidate, she)
    assert paper.hand == Hand.HERSELF
    for stranger in (account(RoleName.CENTRE_OFFICER, CandidateFactory().centre), account(RoleName.AUDITOR)):
        with pytest.raises(NotAllowed):
            look_at_paper(paper=paper, by=stranger, at=AT)
        with pytest.raises(NotAllowed):
            bring(candidate, stranger)
    look_at_paper(paper=paper, by=officer, at=AT, what=Look.DOWNLOADED)
    look_at_paper(paper=paper, by=she, at=AT)
    looks = PaperLook.objects.order_by("pk").values_list("what", "by", "hand")
    assert list(looks) == [(Look.DOWNLOADED, officer.pk, Hand.OFFICER), (Look.OPENED, she.pk, Hand.HERSELF)]


def test_her_link_brings_and_opens_hers_and_nobody_else_s(candidate, officer):
    address = papers_link(candidate=candidate, by=officer, at=AT)
    link = SignedLink.objects.get()
    assert (link.act, link.thing_code, candidate.person.name in link.recipient) == (KEEP_PAPERS, candidate.code, False)
    assert "/t/" in address
    paper = bring(candidate, link)
    assert (paper.hand, paper.brought_by) == (Hand.HERSELF, None)
    look_at_paper(paper=paper, by=link, at=AT)
    with pytest.raises(NotAllowed):
        bring(CandidateFactory(), link, number="C7654321")


def test_health_papers_wait_for_her_word_and_close_when_she_takes_it_back(candidate, officer, she):
    with pytest.raises(HealthClosed):
        bring(candidate, officer, kind="health_letter")
    with pytest.raises(NotAllowed):
        agree_to_health(candidate=candidate, by=officer, at=AT)
    consent = agree_to_health(candidate=candidate, by=she, at=AT)
    paper = bring(candidate, officer, kind="health_letter")
    assert paper.health
    assert look_at_paper(paper=paper, by=officer, at=AT) == photograph()
    withdraw_consent(consent=consent, by=she, at=AT)
    with pytest.raises(HealthClosed):
        look_at_paper(paper=paper, by=officer, at=AT)
    with pytest.raises(HealthClosed):
        bring(candidate, officer, kind="health_letter")
    assert look_at_paper(paper=paper, by=she, at=AT) == photograph()  # hers, always
    assert not may_see_health(viewer_of(officer), candidate)
    assert agree_to_health(candidate=candidate, by=she, at=AT).state == ConsentState.GIVEN
    assert may_see_health(viewer_of(officer), candidate)


def test_a_secretary_reads_passports_and_no_health_letter(candidate, she):
    candidate.centre.forum = OrganisationFactory(forum_body=True)
    candidate.centre.save()
    secretary = account(RoleName.SECRETARIAT, candidate.centre.forum)
    agree_to_health(candidate=candidate, by=she, at=AT)
    look_at_paper(paper=bring(candidate, secretary), by=secretary, at=AT)
    with pytest.raises(HealthClosed):
        look_at_paper(paper=bring(candidate, she, kind="health_letter"), by=secretary, at=AT)


def test_a_kind_that_her_scheme_says_tells_of_health_is_closed_as_well(candidate, officer):
    PaperRuleFactory(stage=candidate.stage, kind="rontgen", name="Hasil rontgen", health=True)
    with pytest.raises(HealthClosed):
        bring(candidate, officer, kind="rontgen")


def test_what_is_asked_for_stands_in_the_order_of_the_stages_with_how_it_is(candidate, officer):
    stages = list(candidate.version.stages.order_by("position"))
    PaperRuleFactory(stage=stages[5], kind="passport", name="Paspor", valid_days=180)
    PaperRuleFactory(stage=stages[1], kind="ktp", name="KTP elektronik")
    PaperRuleFactory(stage=stages[2], kind="skck", name="SKCK")
    bring(candidate, officer, expires_on=TODAY + timedelta(days=100))
    bring(candidate, officer, kind="skck", expires_on=TODAY + timedelta(days=20))
    bring(candidate, officer, kind="diploma")
    rows = [(row.kind, row.name, row.fitness) for row in papers_asked(candidate, TODAY)]
    assert rows == [
        ("ktp", "KTP elektronik", Fitness.MISSING),
        ("skck", "SKCK", Fitness.SOON),
        ("passport", "Paspor", Fitness.SHORT),  # the rule asks for 180 days more
        ("diploma", "School diploma", Fitness.THERE),
    ]


def test_a_paper_taken_out_leaves_the_disk_and_says_why(candidate, officer, disk, django_capture_on_commit_callbacks):
    paper = bring(candidate, officer)
    with pytest.raises(FieldRefused):
        remove_paper(paper=paper, why=" ", by=officer, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        paper = remove_paper(paper=paper, why="Milik orang lain", by=officer, at=AT)
    assert (paper.state, paper.file_name, paper.number) == (PaperState.REMOVED, "", "")
    assert not list(Path(disk).rglob("*.aes"))
    with pytest.raises(NoFileLeft):
        look_at_paper(paper=paper, by=officer, at=AT)
    with pytest.raises(TransitionDenied):
        remove_paper(paper=paper, why="Lagi", by=officer, at=AT)
    assert bring(candidate, officer).version == 2


# --- ends ----------------------------------------------------------------------------------------


def due(days, **more):
    return CandidatePaperFactory(expires_on=TODAY + timedelta(days=days), **more)


def test_one_mail_tells_of_all_that_ends_and_the_next_comes_at_the_next_step(candidate):
    due(80, candidate=candidate), due(25, candidate=candidate, kind="skck"), due(200, candidate=candidate, kind="ktp")
    assert expire_papers(today=TODAY, at=AT) == 2
    assert expire_papers(today=TODAY, at=AT + timedelta(hours=1)) == 0
    message = Message.objects.get()
    assert message.to == "siti@contoh.example"
    assert SignedLink.objects.get().act == KEEP_PAPERS
    for days, told in ((1, 0), (17, 0), (18, 1), (50, 2), (73, 1), (80, 1), (81, 0), (200, 1)):
        later = timedelta(days=days)
        assert expire_papers(today=TODAY + later, at=AT + later) == told, days


def test_nobody_is_mailed_twice_within_the_cool_down_nor_without_an_address(candidate):
    due(30, candidate=candidate)
    silent = due(30)
    assert expire_papers(today=TODAY, at=AT) == 1
    due(7, candidate=candidate, kind="skck")
    soon = timedelta(days=2)
    assert expire_papers(today=TODAY + soon, at=AT + soon) == 0
    later = timedelta(days=6)
    assert expire_papers(today=TODAY + later, at=AT + later) == 1
    silent.refresh_from_db()
    assert silent.reminded_at is None
    gone = due(5, candidate=CandidateFactory(
        person=PersonFactory(email="a@contoh.example"), state="withdrawn", ended_on=TODAY))  # fmt: skip
    assert expire_papers(today=TODAY, at=AT) == 0
    gone.refresh_from_db()
    assert gone.reminded_of is None


def test_who_was_told_by_hand_is_not_mailed_the_same(candidate, officer):
    due(60, candidate=candidate)
    words = tell_of_ends(candidate=candidate, by=officer, at=AT, today=TODAY)
    assert "/t/" in words
    assert "2025" in words
    later = timedelta(days=10)
    assert expire_papers(today=TODAY + later, at=AT + later) == 0


def test_files_of_versions_replaced_over_a_year_ago_leave_the_disk(
    candidate, officer, disk, django_capture_on_commit_callbacks
):
    old, new = bring(candidate, officer), bring(candidate, officer)
    late = timedelta(days=366)
    with django_capture_on_commit_callbacks(execute=True):
        expire_papers(today=TODAY + late, at=AT + late)
    old.refresh_from_db()
    assert (old.file_name, old.number) == ("", "")
    assert [path.name for path in Path(disk).rglob("*.aes")] == [new.file_name]


def test_reminding_many_costs_as_many_questions_as_reminding_one(django_assert_max_num_queries):
    for n in range(12):
        due(20, candidate=CandidateFactory(person=PersonFactory(email=f"a{n}@contoh.example")))
    with django_assert_max_num_queries(16):
        assert expire_papers(today=TODAY, at=AT) == 12


# --- being forgotten -----------------------------------------------------------------------------


def test_erasing_her_takes_files_numbers_and_words_and_keeps_that_she_agreed(
    candidate, officer, disk, django_capture_on_commit_callbacks
):
    bring(candidate, officer)
    PaperConsentFactory(candidate=candidate, shared=True)
    candidate.state, candidate.ended_on = "withdrawn", TODAY
    candidate.save()
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=candidate.person, reason="Permintaan tertulis", by=account(RoleName.ADMINISTRATOR), at=AT)
    paper = CandidatePaper.objects.get()
    assert (paper.file_name, paper.file_as, paper.number, paper.expires_on) == ("", "", "", None)
    assert not list(Path(disk).rglob("*.aes"))
    assert PaperConsent.objects.get().state == ConsentState.GIVEN


def test_a_share_is_agreed_to_by_herself_alone_and_health_only_when_she_says_so(candidate, officer, she):
    consent = PaperConsentFactory(
        candidate=candidate, purpose="share", share=ShareFactory(centre=candidate.centre), state="asked", given_at=None
    )
    with pytest.raises(NotAllowed):
        answer_share(consent=consent, agrees=True, by=officer, at=AT)
    consent = answer_share(consent=consent, agrees=True, by=she, at=AT)
    assert (consent.state, consent.with_health) == (ConsentState.GIVEN, False)
    consent = withdraw_consent(consent=consent, by=officer, at=AT)  # her centre may close it for her
    assert consent.state == ConsentState.WITHDRAWN
    with pytest.raises(TransitionDenied):
        answer_share(consent=consent, agrees=False, by=she, at=AT)
