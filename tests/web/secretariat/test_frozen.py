"""Pages of frozen figures and of releases, as a secretary and a member of the board walk them."""

from datetime import date

import pytest
from django.conf import settings
from factories.figures import FrozenFactory
from factories.forum import ForumFactory
from factories.organisations import OrganisationFactory, account
from factories.outcomes import OutcomeFactory
from factories.training import BatchFactory, EnrolmentFactory

from padan.base.clock import now
from padan.figures.actions.freezing import freeze
from padan.figures.models import Frozen, Release
from padan.organisations.states import RoleName
from padan.outcomes.states import Status

pytestmark = pytest.mark.django_db
DAY = "2024-10-31"


@pytest.fixture
def forum():
    """Thirty welders: 17 at work, 9 seeking, four of whom nothing is known."""
    forum = ForumFactory()
    centre = OrganisationFactory(centre=True, forum=forum.organisation)
    batch = BatchFactory(finished=True, programme__centre=centre, programme__trade="Las")
    for status, number in ((Status.EMPLOYED, 17), (Status.SEEKING, 9), (Status.UNKNOWN, 4)):
        for _ in range(number):
            OutcomeFactory(enrolment=EnrolmentFactory(finished=True, batch=batch), status=status)
    return forum


def enter(client, role, forum):
    user = account(role, forum.organisation)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return user


def text(response):
    return " ".join(response.content.decode().split())


def test_a_figure_is_frozen_from_its_page_and_proven_by_a_button(client, forum):
    enter(client, RoleName.SECRETARIAT, forum)
    assert "/angka/placed/bekukan/?window=m6" in text(client.get("/angka/placed/"))
    asked = {"organisation": forum.organisation.code, "window": "m6", "as_of": DAY}
    made = client.post("/angka/placed/bekukan/", asked)
    one = Frozen.objects.get()
    assert made.headers["Location"] == f"/angka/beku/{one.code}/"
    shown = text(client.get(made.headers["Location"]))
    assert "56,7%" in shown
    assert one.rows_hash in shown
    proven = client.get(f"/angka/beku/{one.code}/bukti/")
    assert proven.context["proof"].same
    assert one.code in text(client.get("/angka/beku/"))


def test_a_refused_day_stands_in_the_form_and_nothing_is_frozen(client, forum):
    enter(client, RoleName.SECRETARIAT, forum)
    asked = {"organisation": forum.organisation.code, "window": "m6", "as_of": "2099-01-01"}
    refused = client.post("/angka/placed/bekukan/", asked)
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()
    assert client.post("/angka/placed/bekukan/", asked | {"organisation": "LBG-LAIN"}).status_code == 422
    assert client.get("/angka/tidak-ada/bekukan/").status_code == 404
    assert not Frozen.objects.exists()


def test_a_proof_that_fails_names_the_rows_and_a_correction_needs_a_reason(client, forum):
    enter(client, RoleName.SECRETARIAT, forum)
    one = freeze(key="placed", organisation=forum.organisation, as_of=date(2024, 10, 31), by=None, at=now())
    outcome = OutcomeFactory._meta.model.objects.filter(status=Status.EMPLOYED).first()
    outcome.status = Status.STUDYING
    outcome.save()
    proof = client.get(f"/angka/beku/{one.code}/bukti/")
    assert proof.context["lines"] == [
        (outcome.enrolment.code, "Bekerja, dihitung", "Melanjutkan sekolah, tidak dihitung", "changed")
    ]
    assert client.post(f"/angka/beku/{one.code}/", {"reason": ""}).status_code == 422
    corrected = client.post(f"/angka/beku/{one.code}/", {"reason": "Slip gaji salah dibaca"})
    new = Frozen.objects.get(corrects=one)
    assert corrected.headers["Location"] == f"/angka/beku/{new.code}/"
    assert "Slip gaji salah dibaca" in text(client.get(f"/angka/beku/{one.code}/"))
    assert client.post(f"/angka/beku/{one.code}/", {"reason": "Lagi"}).status_code == 404


def test_two_rules_side_by_side_say_do_not_compare(client, forum):
    enter(client, RoleName.BOARD_MEMBER, forum)
    one = FrozenFactory(scope=forum.organisation.code)
    other = FrozenFactory(scope=forum.organisation.code, rule_version=2)
    same = FrozenFactory(scope=forum.organisation.code, as_of=date(2024, 9, 30))
    assert "Jangan dibandingkan." in text(client.get(f"/angka/beku/{one.code}/?dengan={other.code}"))
    assert "Jangan dibandingkan." not in text(client.get(f"/angka/beku/{one.code}/?dengan={same.code}"))
    assert client.get(f"/angka/beku/{one.code}/?dengan=TIDAK-ADA").status_code == 200


def test_a_release_walks_from_draft_by_attack_to_the_board_and_the_public(client, forum):
    secretary = enter(client, RoleName.SECRETARIAT, forum)
    asked = {"forum": forum.pk, "title": "Angka Oktober", "as_of": DAY, "tables": ["trade", "programme"]}
    form = client.get("/angka/rilis/baru/").context["form"]
    days = [value for value, _words in form.fields["as_of"].choices]
    assert all(date.fromisoformat(day).day >= 28 for day in days)
    refused = client.post("/angka/rilis/baru/", asked | {"as_of": "2024-11-15"})
    assert refused.status_code == 422
    form_days = {"as_of": days[0]}
    drafted = client.post("/angka/rilis/baru/", asked | form_days)
    one = Release.objects.get()
    address = drafted.headers["Location"]
    assert (one.drafted_by, one.state) == (secretary.code, "draft")
    client.post(address, {"do": "audit"})
    one.refresh_from_db()
    broken = client.get(address)
    assert one.state == "broken"  # four are not known, said exactly beside the tables
    assert "Mengapa belum boleh dirilis" in text(broken)
    assert any(group["low"] == group["high"] == 4 for group in broken.context["broken"])
    assert client.post(address, {"do": "lompat"}).status_code == 404
    assert client.post(address, {"do": "drop"}).headers["Location"] == "/angka/rilis/"
    assert not Release.objects.exists()


def test_what_holds_waits_for_a_second_person(client, forum):
    OutcomeFactory._meta.model.objects.filter(status=Status.UNKNOWN).update(status=Status.SEEKING)
    enter(client, RoleName.SECRETARIAT, forum)
    day = client.get("/angka/rilis/baru/").context["form"].fields["as_of"].choices[0][0]
    asked = {"forum": forum.pk, "title": "Angka Oktober", "as_of": day, "tables": ["trade"]}
    address = client.post("/angka/rilis/baru/", asked).headers["Location"]
    client.post(address, {"do": "audit"})
    assert "Menunggu orang kedua" in text(client.get(address))
    client.post(address, {"do": "release"})
    assert Release.objects.get().state == "held"
    enter(client, RoleName.BOARD_MEMBER, forum)
    client.post(address, {"do": "release"})
    assert Release.objects.get().state == "released"
    table = client.get(f"{address}?tabel=trade").context["table"]
    assert [line.label for line in table.lines] == ["Las"]
    enter(client, RoleName.SECRETARIAT, forum)
    assert client.post(address, {"do": "correct", "reason": ""}).status_code == 422
    again = client.post(address, {"do": "correct", "reason": "Kelas tertukar"}).headers["Location"]
    assert Release.objects.get(corrects__state="released").reason == "Kelas tertukar"
    assert "Kelas tertukar" in text(client.get(again))
