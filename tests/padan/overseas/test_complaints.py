"""A complaint reaches the forum alone, says nothing outside its seal, and is answered to whoever holds the receipt."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from factories.organisations import OrganisationFactory, RoleFactory, account
from factories.overseas import ComplaintFactory, PermitFactory
from factories.reference import RegionFactory

from padan.base.errors import NotAllowed, TransitionDenied
from padan.base.sealing import unseal
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.overseas.actions.alarms import escalate_alarms, take_alarm
from padan.overseas.actions.complaints import (
    MOST_FILES,
    TooMuch,
    add_to_complaint,
    answer_complaint,
    close_complaint,
    content_of_file,
    look_into_complaint,
    opened,
    pass_on_complaint,
    tell_complaint,
)
from padan.overseas.models import Alarm, Complaint, ComplaintFile
from padan.overseas.queries.complaints import bodies_to_name, complaint_behind, complaints_of, messages_of
from padan.overseas.queries.protection import alarms_of, number_of_alarms
from padan.people.models import Message
from padan.web.forms import Brought

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
TODAY = date(2024, 11, 15)
CANARY = "Kutilang Merah"
PHONE = "081234567890"
PNG = b"\x89PNG\r\n\x1a\nfotorahasia"


@pytest.fixture
def forum():
    return OrganisationFactory(forum_body=True, region=RegionFactory(code="32"))


@pytest.fixture
def centre(forum):
    return OrganisationFactory(centre=True, forum=forum)


@pytest.fixture
def partner(forum):
    return PermitFactory(organisation__forum=forum).organisation


@pytest.fixture
def secretary(forum):
    return account(RoleName.SECRETARIAT, forum)


@pytest.fixture
def dinas():
    return account(RoleName.LABOUR_OFFICE, OrganisationFactory(office=True, region=RegionFactory(code="32.16")))


def tell(forum, **more):
    told = {"accused": "partner", "matter": "money", "words": f"{CANARY} meminta Rp 17 juta"}
    return tell_complaint(forum=forum, at=AT, today=TODAY, **told | more)


def said(by=None):
    return {"by": by, "at": AT, "today": TODAY}


def reads(user, complaint):
    return complaints_of(viewer_of(user)).filter(pk=complaint.pk).exists()


def test_it_reaches_the_secretariat_and_nobody_else(forum, centre, partner, secretary, dinas):
    complaint, _receipt = tell(forum, organisation=partner)
    others = [
        account(RoleName.BOARD_MEMBER, forum),
        account(RoleName.CENTRE_OFFICER, centre),
        account(RoleName.INSTRUCTOR, centre),
        account(RoleName.COMPANY_OFFICER, partner),
        account(RoleName.AUDITOR),
        account(RoleName.ADMINISTRATOR),
        account(RoleName.SECRETARIAT, OrganisationFactory(forum_body=True)),
        dinas,
    ]
    assert [reads(user, complaint) for user in [secretary, *others]] == [True] + [False] * len(others)
    assert list(alarms_of(viewer_of(secretary))) == [complaint.alarm]
    seen = [number_of_alarms(viewer_of(user)) for user in others]
    assert seen == [0, 0, 0, 0, 1, 0, 0, 0]  # the auditor sees that there is one, by its code
    for user in others:
        with pytest.raises(NotAllowed):
            answer_complaint(complaint=complaint, words="Tidak benar", **said(user))
        with pytest.raises(NotAllowed):
            take_alarm(alarm=complaint.alarm, **said(user))


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("accused", "role"), [("centre", "centre_officer"), ("partner", "company_officer")])
def test_a_secretary_who_belongs_to_the_accused_body_does_not_see_it_and_the_labour_office_does(
    forum, centre, partner, secretary, dinas, accused, role, known
):
    body = {"centre": centre, "partner": partner}[accused]
    RoleFactory(user=secretary, name=role, organisation=body)
    complaint, _receipt = tell(forum, accused=accused, organisation=body if known else None)
    assert (reads(secretary, complaint), reads(dinas, complaint)) == (False, True)
    assert (complaint.to_office, Alarm.objects.get().level) == (True, "3_office")
    assert [mail.to for mail in Message.objects.all()] == [dinas.email]
    neutral = account(RoleName.SECRETARIAT, forum)
    second, _receipt = tell(forum, accused=accused, organisation=body)
    assert (reads(neutral, second), reads(secretary, second), second.to_office) == (True, False, False)


def test_what_is_about_the_forum_goes_past_it(forum, secretary, dinas):
    complaint, _receipt = tell(forum, accused="forum")
    assert (reads(secretary, complaint), reads(dinas, complaint)) == (False, True)
    far = account(RoleName.LABOUR_OFFICE, OrganisationFactory(office=True, region=RegionFactory(code="73")))
    assert not reads(far, complaint)


def test_no_word_of_it_stands_unsealed_in_any_table_nor_in_any_mail(forum, partner, secretary, caplog):
    complaint, receipt = tell(
        forum, organisation=partner, who=f"{CANARY}, {PHONE}", about=CANARY, files=[Brought(PNG, f"{CANARY}.png")]
    )
    add_to_complaint(complaint=complaint, words=CANARY, at=AT, today=TODAY)
    answer_complaint(complaint=complaint, words=f"Jawaban {CANARY}", **said(secretary))
    pass_on_complaint(complaint=complaint, to="bp3mi", words=CANARY, **said(secretary))
    rows = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            rows += [repr(row).casefold() for row in cursor.fetchall()]
    dump = "\n".join(rows)
    assert complaint.code.casefold() in dump
    assert [word for word in (CANARY, receipt, "17 juta", PHONE, "fotorahasia") if word.casefold() in dump] == []
    bodies = [unseal(mail.body_sealed, purpose="mail") + mail.subject for mail in Message.objects.all()]
    assert bodies
    assert [body for body in bodies if CANARY in body or complaint.code in body or partner.name in body] == []
    assert CANARY not in caplog.text
    assert content_of_file(ComplaintFile.objects.get()) == (PNG, "png")


def test_with_the_receipt_she_reads_the_answer_adds_to_it_and_it_is_looked_into_again(forum, secretary):
    complaint, receipt = tell(forum)
    typed = f" {receipt[:4].lower()}-{receipt[4:8]} {receipt[8:]} ".replace("0", "o").replace("1", "l")
    assert complaint_behind(typed) == complaint
    assert [complaint_behind(wrong) for wrong in ("", receipt[:-1], receipt[::-1] + "X", "U" * 16)] == [None] * 4
    look_into_complaint(complaint=complaint, **said(secretary))
    answer_complaint(complaint=complaint, words="Uang itu tidak boleh diminta.", **said(secretary))
    close_complaint(complaint=complaint, words="Sudah dikembalikan.", **said(secretary))
    assert Alarm.objects.get().state == "closed"
    add_to_complaint(complaint=complaint, words="Belum dikembalikan!", at=AT, today=TODAY)
    found = complaint_behind(receipt)
    assert (found.state, Alarm.objects.get().state) == ("looked_into", "open")
    assert [(one.from_her, opened(one.words_sealed)) for one in messages_of(found)] == [
        (True, f"{CANARY} meminta Rp 17 juta"),
        (False, "Uang itu tidak boleh diminta."),
        (False, "Sudah dikembalikan."),
        (True, "Belum dikembalikan!"),
    ]


def test_steps_that_do_not_exist_and_empty_words_are_refused(forum, secretary):
    complaint, _receipt = tell(forum)
    with pytest.raises(TransitionDenied):
        close_complaint(complaint=complaint, words="Tutup", **said(secretary))
    for act in (answer_complaint, close_complaint):
        with pytest.raises(FieldRefused):
            act(complaint=complaint, words=" ", **said(secretary))
    with pytest.raises(FieldRefused):
        tell(forum, words="x" * 8001)
    with pytest.raises(TooMuch):
        tell(forum, files=[Brought(PNG, "")] * (MOST_FILES + 1))
    assert Complaint.objects.count() == 1


def test_what_nobody_takes_for_a_week_is_read_by_the_labour_office_and_what_is_passed_to_it_at_once(
    forum, secretary, dinas
):
    left, _receipt = tell(forum)
    taken, _receipt = tell(forum)
    passed, _receipt = tell(forum)
    look_into_complaint(complaint=taken, **said(secretary))
    pass_on_complaint(complaint=passed, to="office", words="Kami teruskan ke dinas", **said(secretary))
    assert [reads(dinas, one) for one in (left, taken, passed)] == [False, False, True]
    escalate_alarms(today=TODAY + timedelta(days=7), at=AT)
    assert [reads(dinas, one) for one in (left, taken, passed)] == [True, False, True]
    assert reads(secretary, left)


def test_bodies_to_choose_are_the_centres_and_the_partners_with_a_permit_of_that_forum(forum, centre, partner):
    OrganisationFactory(forum=forum)
    ComplaintFactory()
    assert set(bodies_to_name(forum)) == {centre, partner}


def test_a_complaint_looked_into_and_then_left_reaches_the_labour_office_and_it_hears_of_it(forum, secretary, dinas):
    complaint, _receipt = tell(forum)
    look_into_complaint(complaint=complaint, **said(by=secretary))
    Message.objects.all().delete()
    escalate_alarms(today=TODAY + timedelta(days=13), at=AT)
    assert not Message.objects.exists()
    escalate_alarms(today=TODAY + timedelta(days=14), at=AT)
    complaint.refresh_from_db()
    assert (complaint.to_office, Alarm.objects.get().state, Alarm.objects.get().level) == (True, "open", "3_office")
    assert [message.to for message in Message.objects.all()] == [dinas.email]
    escalate_alarms(today=TODAY + timedelta(days=40), at=AT)
    assert Message.objects.count() == 1
