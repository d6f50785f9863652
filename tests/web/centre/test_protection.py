"""Permits, money and alarms on the pages of those who must look."""

from datetime import date

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory, account
from factories.overseas import AlarmFactory, CandidateFactory, ComplaintFactory, ComplaintWordFactory, PermitFactory

from padan.organisations.states import RoleName
from padan.overseas.models import Alarm, Payment, Permit
from padan.web.centre.payments import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return OrganisationFactory(forum_body=True)


@pytest.fixture
def centre(forum):
    return OrganisationFactory(centre=True, forum=forum)


def sign_in(client, role, body=None):
    user = account(role, body)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def test_a_secretary_writes_a_permit_down_renews_and_revokes_it(client, forum):
    partner = OrganisationFactory(forum=forum)
    sign_in(client, RoleName.SECRETARIAT, forum)
    new = reverse("permit-new")
    told = {"organisation": partner.pk, "kind": "so", "number": "KEP.12/LATTAS/2024", "issued_on": "2024-01-02",
            "source": "Daftar SO"}  # fmt: skip
    assert client.post(new, told).status_code == 422  # neither an end, nor that none is written
    assert client.post(new, told | {"expires_on": "2027-01-01", "endless": "on"}).status_code == 422
    assert client.post(new, told | {"expires_on": "2027-01-01", "number": "1234"}).status_code == 422
    assert client.post(new, told | {"expires_on": "2024-12-31"}).status_code == 302
    permit = Permit.objects.get()
    act = reverse("permit-record", args=[permit.code])
    assert client.get(reverse("permit-detail", args=[permit.code])).status_code == 200
    assert client.post(act, {"do": "check", "source": ""}).status_code == 422
    assert client.post(act, {"do": "check", "source": "Daftar SO, hari ini"}).status_code == 302
    renewed = told | {"do": "renew", "expires_on": "2028-01-01"}
    assert client.post(act, renewed).status_code == 302
    assert client.post(act, renewed).status_code == 400  # it was renewed: the way is gone
    later = Permit.objects.exclude(pk=permit.pk).get()
    gone = {"do": "revoke", "revoked_on": "2024-06-01", "words": "Keputusan menteri"}
    assert client.post(reverse("permit-record", args=[later.code]), gone).status_code == 302
    page = client.get(reverse("permit-detail", args=[later.code])).content.decode()
    assert "Keputusan menteri" in page
    listed = client.get(reverse("permit-list"), {"state": "revoked"}).context["seen"].shown
    assert [row.pk for row in listed] == [later.pk]


def test_an_officer_attaches_only_to_partners_with_a_valid_permit_and_a_stranger_s_partner_is_not_offered(
    client, centre, forum
):
    candidate = CandidateFactory(centre=centre)
    good = PermitFactory(organisation__forum=forum, expires_on=None).organisation
    expired = PermitFactory(organisation__forum=forum, expires_on=date(2024, 1, 1)).organisation
    sign_in(client, RoleName.CENTRE_OFFICER, centre)
    page = reverse("candidate-partner", args=[candidate.code])
    assert [body.pk for body in client.get(page).context["partners"]] == [good.pk]
    assert client.post(page, {"do": "attach", "partner": expired.pk}).status_code == 422
    assert client.post(page, {"do": "attach", "partner": good.pk}).status_code == 302
    assert good.name in client.get(reverse("candidate-detail", args=[candidate.code])).content.decode()
    assert client.post(page, {"do": "detach", "words": ""}).status_code == 422
    assert client.post(page, {"do": "detach", "words": "Pindah mitra"}).status_code == 302
    candidate.refresh_from_db()
    assert candidate.partner is None


def test_an_officer_writes_money_down_and_the_alarm_leads_to_it(client, centre):
    candidate = CandidateFactory(centre=centre)
    sign_in(client, RoleName.CENTRE_OFFICER, centre)
    page = reverse("candidate-payments", args=[candidate.code])
    told = {"do": "record", "amount": "17.000.000", "currency": "IDR", "asker": "broker", "purpose": "other",
            "words": "Uang muka", "asked_on": "2024-07-01"}  # fmt: skip
    assert client.post(page, told).status_code == 302
    payment = Payment.objects.get()
    assert client.post(page, {"do": "paid", "payment": payment.code, "paid_on": "2024-06-01"}).status_code == 422
    assert client.post(page, {"do": "paid", "payment": payment.code, "paid_on": "2024-07-02"}).status_code == 302
    assert client.post(page, {"do": "withdraw", "payment": payment.code, "words": "Keliru"}).status_code == 422
    alarm = Alarm.objects.get()
    shown = client.get(reverse("alarm-detail", args=[alarm.code])).content.decode()
    assert "17.000.000" in shown
    assert page in shown
    letter = client.post(page, {"do": "link"}).content.decode()
    assert "/t/" in letter
    export = b"".join(client.post(reverse("payment-export"), {"format": "csv"}).streaming_content).decode()
    assert "17000000" in export


def test_an_alarm_is_taken_and_closed_on_its_page_and_the_tab_counts_what_waits(client, centre):
    user = sign_in(client, RoleName.CENTRE_OFFICER, centre)
    alarm = AlarmFactory(centre=centre, candidate=CandidateFactory(centre=centre))
    tab = client.get(reverse("alarm-list")).content.decode()
    assert "Peringatan · 1" in tab
    act = reverse("alarm-record", args=[alarm.code])
    assert client.post(act, {"do": "take"}).status_code == 302
    assert client.post(act, {"do": "take"}).status_code == 400
    assert client.post(act, {"do": "step", "step": "ok"}).status_code == 422
    assert client.post(act, {"do": "step", "step": "Sudah ditelepon dua kali"}).status_code == 302
    assert "Sudah ditelepon dua kali" in client.get(reverse("alarm-detail", args=[alarm.code])).content.decode()
    assert client.post(act, {"do": "close", "words": "ok"}).status_code == 422
    assert client.post(act, {"do": "close", "words": "Ujian ulang dijadwalkan"}).status_code == 302
    alarm.refresh_from_db()
    assert (alarm.state, alarm.closed_by) == ("closed", user)
    assert "Peringatan · 1" not in client.get(reverse("alarm-list")).content.decode()
    listed = client.get(reverse("alarm-list"), {"state": "closed"}).context["seen"].shown
    assert [row.pk for row in listed] == [alarm.pk]


def test_who_had_taken_an_alarm_that_went_up_again_and_when_stands_on_its_page(client, centre, forum):
    officer = account(RoleName.CENTRE_OFFICER, centre, name="Sari Petugas")
    AlarmFactory(centre=centre, level="2_forum", taken_by=officer, taken_on=date(2024, 10, 1),
                 step_on=date(2024, 10, 5), level_since=date(2024, 10, 19))  # fmt: skip
    sign_in(client, RoleName.SECRETARIAT, forum)
    shown = client.get(reverse("alarm-detail", args=[Alarm.objects.get().code])).content.decode()
    for told in ("Sari Petugas", "1 Oktober 2024", "5 Oktober 2024", "19 Oktober 2024"):
        assert told in shown


def test_a_secretary_reads_answers_and_passes_a_complaint_on_and_its_list_has_no_export(client, forum):
    complaint = ComplaintFactory(forum=forum)
    ComplaintWordFactory(complaint=complaint, words="Paspor saya ditahan")
    sign_in(client, RoleName.SECRETARIAT, forum)
    assert "format" not in client.get(reverse("complaint-list")).content.decode()
    page = reverse("complaint-detail", args=[complaint.code])
    assert "Paspor saya ditahan" in client.get(page).content.decode()
    act = reverse("complaint-record", args=[complaint.code])
    assert client.post(act, {"do": "close", "words": "Tutup"}).status_code == 400
    assert client.post(act, {"do": "look"}).status_code == 302
    assert client.post(act, {"do": "answer", "words": ""}).status_code == 422
    assert client.post(act, {"do": "answer", "words": "Kami sudah menghubungi."}).status_code == 302
    assert client.post(act, {"do": "pass", "to": "bp3mi", "words": "Diteruskan."}).status_code == 302
    assert client.post(act, {"do": "close", "words": "Selesai di BP3MI."}).status_code == 302
    complaint.refresh_from_db()
    assert (complaint.state, complaint.passed_to) == ("closed", "bp3mi")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Rp 17.000.000", "17000000"), ("17 000 000", "17000000"), ("Rp17.000.000,-", "17000000"), ("¥30.000", "30000"),
        ("30000", "30000"), ("1.5", "1.5"), ("17,5 juta", "17,5 juta"), ("1.0000", "1.0000"), ("", ""),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them_and_nothing_is_guessed(written, read):
    assert plain(written) == read
