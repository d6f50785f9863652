import re
from datetime import date

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from factories.agreements import (
    AgreementFactory,
    DocumentFactory,
    NumberPatternFactory,
    PromiseFactory,
    SignatureFactory,
)
from factories.forum import EventFactory, ForumFactory
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory, account
from factories.signing import open_document

from padan.agreements.models import Agreement, NumberPattern, Party
from padan.agreements.states import AgreementState
from padan.organisations.states import Kind, RoleName
from padan.people.actions import send_message
from padan.people.models import Message, SignedLink

DAY = date(2024, 11, 14)


@pytest.fixture
def forum(db):
    return ForumFactory(organisation__name="FKLPI Contoh")


@pytest.fixture
def bodies(forum):
    body = {"forum": forum.organisation}
    return [
        OrganisationFactory(kind=Kind.CENTRE, name="Balai Contoh Utara", **body),
        OrganisationFactory(kind=Kind.COMPANY, name="PT Contoh Las", **body),
        OrganisationFactory(kind=Kind.OFFICE, name="Dinas Contoh", **body),
    ]


@pytest.fixture
def secretary(client, forum):
    client.force_login(account(RoleName.SECRETARIAT, forum.organisation))
    return client


def draft(forum, bodies, **columns):
    return AgreementFactory(forum=forum, parties=bodies, **columns)


def at(name, thing):
    return reverse(name, args=[thing.code])


def edit(agreement, **told):
    return {
        "revision": agreement.revision,
        "kind": agreement.kind,
        "title": agreement.title,
        "purpose": "",
        "starts_on": "",
        "ends_on": "",
        **told,
    }


def test_a_draft_is_written_with_parties_found_by_name_and_nothing_typed_is_lost(secretary, forum, bodies):
    typed = {"kind": "joint", "title": "Pelatihan las", "forum": forum.organisation.code, "scopes": ["visits"]}
    searched = secretary.post(reverse("agreement-new"), typed | {"q": "contoh las", "party": [bodies[0].code]})

    assert searched.status_code == 200
    assert 'value="Pelatihan las"' in searched.text
    assert [body.name for body in searched.context["chosen"]] == ["Balai Contoh Utara"]
    assert [body.name for body in searched.context["found"]] == ["PT Contoh Las"]

    kept = secretary.post(reverse("agreement-new"), typed | {"party": [bodies[1].code, bodies[0].code], "save": "1"})
    agreement = Agreement.objects.get()
    assert kept.url == at("agreement-detail", agreement)
    assert [party.organisation for party in agreement.parties.order_by("order")] == [bodies[1], bodies[0]]
    assert list(agreement.scopes.values_list("scope", flat=True)) == ["visits"]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"title": ""}, "Isian ini belum terisi."),
        ({"party": []}, "Perjanjian punya paling sedikit dua pihak"),
        ({"starts_on": "2025-01-02", "ends_on": "2025-01-01"}, "berakhir sebelum"),
        ({"starts_on": "2/1/2025"}, "Tanggal ini tidak ada"),
        ({"kind": "akad"}, "akad"),
    ],
)
def test_a_draft_that_cannot_be_is_refused_beside_its_field_and_keeps_what_was_typed(
    secretary, forum, bodies, told, sentence
):
    typed = {
        "kind": "cooperation",
        "title": "Pelatihan",
        "purpose": "Menyiapkan juru las",
        "forum": forum.organisation.code,
        "party": [bodies[0].code, bodies[1].code],
        "save": "1",
    }
    response = secretary.post(reverse("agreement-new"), typed | told)

    assert response.status_code == 422
    assert sentence in response.text
    assert "Menyiapkan juru las" in response.text
    assert not Agreement.objects.exists()


def test_a_body_of_another_forum_is_neither_found_nor_taken(secretary, forum, bodies):
    stranger = OrganisationFactory(name="PT Contoh Jauh", forum=OrganisationFactory(forum_body=True))
    told = {"kind": "joint", "title": "X", "forum": forum.organisation.code, "q": "contoh jauh"}

    searched = secretary.post(reverse("agreement-new"), told)
    saved = secretary.post(reverse("agreement-new"), told | {"party": [bodies[0].code, stranger.code], "save": "1"})

    assert (searched.context["found"], saved.status_code) == ([], 422)
    assert not Agreement.objects.exists()


def test_who_was_overtaken_sees_both_versions_and_keeps_her_words(secretary, forum, bodies):
    agreement = draft(forum, bodies, title="Judul lama")
    secretary.post(at("agreement-edit", agreement), edit(agreement, title="Judul orang lain"))
    late = secretary.post(at("agreement-edit", agreement), edit(agreement, title="Judul saya"))

    assert late.status_code == 409
    assert [(str(label), kept, mine) for label, kept, mine in late.context["compared"]] == [
        ("Judul", "Judul orang lain", "Judul saya")
    ]
    assert 'value="Judul saya"' in late.text
    agreement.refresh_from_db()
    assert agreement.title == "Judul orang lain"

    again = secretary.post(at("agreement-edit", agreement), edit(agreement, title="Judul saya"))
    assert again.status_code == 302
    agreement.refresh_from_db()
    assert agreement.title == "Judul saya"


def test_the_buttons_of_each_state_are_those_of_its_flow(secretary, forum, bodies):
    signed = {"signed_on": DAY, "starts_on": DAY, "ends_on": date(2030, 1, 1)}
    seen = {}
    for state, columns in (("draft", {}), ("in_review", {}), ("agreed", {}), ("scheduled", {}), ("active", signed)):
        page = secretary.get(at("agreement-detail", draft(forum, bodies, state=state, **columns)))
        step, others = page.context["step"], page.context["others"]
        seen[state] = ([step.to.value] if step else []), sorted(other.to.value for other in others)

    assert seen == {
        "draft": (["in_review"], []),
        "in_review": (["agreed"], ["draft"]),
        "agreed": (["scheduled"], ["draft"]),
        "scheduled": ([], ["agreed"]),
        "active": ([], ["terminated"]),
    }


def test_a_step_that_lacks_something_names_it_on_the_page_before_and_after_the_tap(secretary, forum, bodies):
    agreement = draft(forum, bodies[:2], state=AgreementState.AGREED, starts_on=DAY, ends_on=date(2026, 1, 1))
    event = EventFactory(forum=forum, held_on=date(2030, 1, 1))
    before = secretary.get(at("agreement-detail", agreement))
    after = secretary.post(at("agreement-step", agreement), {"to": "scheduled", "event": event.code})

    assert before.context["lacking"] == ["nomor Balai Contoh Utara", "nomor PT Contoh Las"]
    assert after.status_code == 422
    assert "Belum lengkap: nomor Balai Contoh Utara, nomor PT Contoh Las." in after.text


def test_a_step_is_taken_once_and_a_second_tap_is_told(secretary, forum, bodies):
    agreement = draft(forum, bodies)
    taps = [secretary.post(at("agreement-step", agreement), {"to": "in_review"}).status_code for _ in range(2)]

    agreement.refresh_from_db()
    assert (taps, agreement.state) == ([302, 422], "in_review")


def test_nothing_is_signed_or_renewed_by_naming_a_state(secretary, forum, bodies):
    agreement = draft(forum, bodies, state=AgreementState.SCHEDULED)

    assert secretary.post(at("agreement-step", agreement), {"to": "signed"}).status_code == 400
    assert secretary.post(at("agreement-step", agreement), {"to": "anything"}).status_code == 422
    agreement.refresh_from_db()
    assert agreement.state == "scheduled"


def test_an_agreement_ends_early_with_a_reason_and_a_day(secretary, forum, bodies):
    agreement = draft(forum, bodies, running=True)
    without = secretary.post(at("agreement-step", agreement), {"to": "terminated", "ended_on": "2024-12-01"})
    secretary.post(at("agreement-step", agreement), {"to": "terminated", "ended_on": "2024-12-01", "reason": "Tutup"})

    agreement.refresh_from_db()
    assert without.status_code == 422
    assert (agreement.state, agreement.ended_on) == ("terminated", date(2024, 12, 1))


def test_parties_come_move_and_go_while_the_draft_is_open(secretary, forum, bodies):
    agreement = draft(forum, bodies[:2])
    found = secretary.get(at("party-add", agreement), {"q": "dinas"})
    secretary.post(at("party-add", agreement), {"party": bodies[2].code})
    twice = secretary.post(at("party-add", agreement), {"party": bodies[2].code})
    third = agreement.parties.get(organisation=bodies[2])
    secretary.post(at("party-earlier", third))
    secretary.post(at("party-remove", agreement.parties.get(organisation=bodies[0])))
    last = secretary.post(at("party-remove", third))

    assert [body.name for body in found.context["found"]] == ["Dinas Contoh"]
    assert (twice.status_code, last.status_code) == (422, 422)
    assert "Dinas Contoh sudah menjadi pihak dalam perjanjian ini." in twice.text
    assert [row.organisation for row in agreement.parties.order_by("order")] == [bodies[2], bodies[1]]


def party_told(agreement, **told):
    fields = {
        "signatory": "Ibu Contoh",
        "position": "Direktur",
        "authority": "",
        "number": "",
        "email": "",
        "phone": "",
    }
    return {"revision": agreement.revision, **fields, **told}


def test_a_party_is_completed_and_a_number_that_stands_elsewhere_is_told_beside_its_field(secretary, forum, bodies):
    other = draft(forum, bodies, title="Perjanjian lama")
    Party.objects.filter(agreement=other, organisation=bodies[1]).update(number="7/LGL/2024", number_year=2024)
    agreement = draft(forum, bodies)
    party = agreement.parties.get(organisation=bodies[1])

    taken = secretary.post(at("party-edit", party), party_told(agreement, number="7/LGL/2024"))
    odd = secretary.post(at("party-edit", party), party_told(agreement, phone="telepon saya"))
    kept = secretary.post(at("party-edit", party), party_told(agreement, number="8/LGL/2024", phone="0812 3456 7890"))

    assert (taken.status_code, odd.status_code, kept.status_code) == (422, 422, 302)
    assert "Perjanjian lama" in taken.context["form"].errors["number"][0]
    assert list(odd.context["form"].errors) == ["phone"]
    party.refresh_from_db()
    assert (party.number, party.phone, party.signatory) == ("8/LGL/2024", "+6281234567890", "Ibu Contoh")


def test_a_company_completes_its_own_side_in_review_and_opens_no_other(client, forum, bodies):
    agreement = draft(forum, bodies, state=AgreementState.IN_REVIEW)
    ours, theirs = agreement.parties.get(organisation=bodies[1]), agreement.parties.get(organisation=bodies[0])
    client.force_login(account(RoleName.COMPANY_OFFICER, bodies[1]))

    assert client.post(at("party-edit", ours), party_told(agreement, signatory="Ibu Baru")).status_code == 302
    assert client.get(at("party-edit", theirs)).status_code == 404
    assert client.post(at("agreement-edit", agreement), edit(agreement)).status_code == 404
    ours.refresh_from_db()
    assert ours.signatory == "Ibu Baru"


def test_a_pattern_is_set_by_the_body_and_the_number_drawn_from_the_page(client, forum, bodies):
    client.force_login(account(RoleName.CENTRE_OFFICER, bodies[0]))
    refused = client.post(at("number-pattern", bodies[0]), {"pattern": "PKS/{tahun}"})
    client.post(at("number-pattern", bodies[0]), {"pattern": "{n:03}/PKS/{class}", "next_number": "15"})
    party = draft(forum, bodies, state=AgreementState.IN_REVIEW).parties.get(organisation=bodies[0])
    unclassed = client.post(at("party-number", party))
    client.post(at("party-number", party), {"classification": "HK.05"})

    assert (refused.status_code, unclassed.status_code) == (422, 422)
    assert NumberPattern.objects.get().last == 15
    party.refresh_from_db()
    assert party.number == "015/PKS/HK.05"


def test_a_stranger_sees_no_pattern(client, forum, bodies):
    NumberPatternFactory(organisation=bodies[0])
    client.force_login(account(RoleName.COMPANY_OFFICER, bodies[1]))

    assert client.get(at("number-pattern", bodies[0])).status_code == 404


def test_a_renewal_is_drafted_with_one_tap_and_both_pages_name_each_other(secretary, forum, bodies):
    agreement = draft(forum, bodies, running=True)
    PromiseFactory(agreement=agreement, party=agreement.parties.first(), words="Menerima lulusan")
    done = secretary.post(at("agreement-renew", agreement))
    new = Agreement.objects.get(renews=agreement)
    again = secretary.post(at("agreement-renew", agreement))

    assert (done.url, again.status_code) == (at("agreement-detail", new), 422)
    assert "Menerima lulusan" in secretary.get(at("agreement-detail", new)).text
    assert at("agreement-detail", agreement) in secretary.get(at("agreement-detail", new)).text
    assert at("agreement-detail", new) in secretary.get(at("agreement-detail", agreement)).text


def test_the_page_reminds_by_mail_once_a_week_and_offers_a_chat(secretary, forum, bodies):
    agreement = draft(forum, bodies, running=True, state=AgreementState.EXPIRING)
    party = agreement.parties.get(organisation=bodies[1])
    Party.objects.filter(pk=party.pk).update(email="hrd@contoh.example", phone="+6281234567890")
    page = secretary.get(at("agreement-detail", agreement)).text
    first = secretary.post(at("party-remind", party), {"kind": "end"})
    second = secretary.post(at("party-remind", party), {"kind": "end"})

    assert "https://wa.me/6281234567890?text=" in page
    assert (first.status_code, second.status_code) == (302, 422)
    assert "PT Contoh Las sudah disurati pada" in second.text
    assert Message.objects.get().to == "hrd@contoh.example"


def test_a_signing_link_is_sent_again_to_the_party_that_is_missing(secretary, forum, bodies):
    agreement = draft(forum, bodies[:2], state=AgreementState.SCHEDULED)
    document = DocumentFactory(agreement=agreement, frozen=True)
    here, missing = agreement.parties.order_by("order")
    Party.objects.filter(agreement=agreement).update(email="pihak@contoh.example")
    SignatureFactory(document=document, party=here, provider="PSrE Contoh")
    page = secretary.get(at("agreement-detail", agreement))
    secretary.post(at("party-remind", missing), {"kind": "sign"})
    chat = secretary.post(at("party-message", missing))

    assert [side.reminder for side in page.context["signing"]["sides"]] == ["", "sign"]
    assert "PSrE Contoh" in page.text
    assert secretary.post(at("party-remind", here), {"kind": "sign"}).status_code == 422
    assert (chat.status_code, chat.headers["Cache-Control"]) == (200, "no-store, private")
    assert "/t/" in chat.context["text"]
    assert set(SignedLink.objects.values_list("act", "thing_code")) == {("agreement.sign", missing.code)}


def test_a_labour_office_reads_the_agreement_without_names_and_contacts(client, forum, bodies):
    agreement = draft(forum, bodies, running=True)
    Party.objects.filter(agreement=agreement).update(
        signatory="Ibu Rahasia", email="rahasia@contoh.example", phone="+628111222333"
    )
    client.force_login(account(RoleName.LABOUR_OFFICE))
    for name in ("agreement-detail", "agreement-print"):
        page = client.get(at(name, agreement)).text
        assert "PT Contoh Las" in page
        for secret in ("Ibu Rahasia", "rahasia@contoh.example", "628111222333"):
            assert secret not in page

    client.force_login(account(RoleName.COMPANY_OFFICER, bodies[1]))
    own = client.get(at("agreement-detail", agreement)).text
    assert own.count("rahasia@contoh.example") == 1


def test_the_list_counts_each_state_and_finds_by_scope_party_province_and_number(secretary, forum, bodies):
    mine = draft(forum, bodies, title="Las")
    draft(forum, bodies[:2], title="Boga", running=True)
    secretary.post(at("agreement-edit", mine), edit(mine, scopes=["visits"]))
    mine.refresh_from_db()
    party = mine.parties.get(organisation=bodies[2])
    secretary.post(at("party-edit", party), party_told(mine, number="HK.05/77/2024"))

    def titles(**asked):
        page = secretary.get(reverse("agreement-list"), asked)
        return [row.title for row in page.context["seen"].shown]

    counts = secretary.get(reverse("agreement-list")).context["seen"].counts
    assert [(str(words), n) for words, n, _asked in counts] == [("draf", 1), ("berlaku", 1)]
    assert titles(scope="visits") == titles(party="office") == titles(q="hk.05/77") == ["Las"]
    assert titles(organisation=bodies[2].code) == ["Las"]
    assert titles(party="school") == []
    assert sorted(titles(party="centre")) == ["Boga", "Las"]


def test_a_draft_is_thrown_away_and_what_is_signed_is_not(secretary, forum, bodies):
    mine, running = draft(forum, bodies), draft(forum, bodies, running=True)

    assert secretary.post(at("agreement-discard", mine)).url == reverse("agreement-list")
    assert secretary.post(at("agreement-discard", running)).status_code == 422
    assert list(Agreement.objects.all()) == [running]


def test_a_promise_is_written_into_a_draft_for_a_need_and_taken_out_again(secretary, forum, bodies):
    agreement = draft(forum, bodies)
    need = NeedFactory(company=bodies[1])
    party = agreement.parties.get(organisation=bodies[1])
    told = {"party": party.code, "kind": "hire", "words": "Menerima lulusan", "quantity": "24", "unit": "orang"}

    without = secretary.post(at("promise-new", agreement), told | {"quantity": "0"})
    secretary.post(at("promise-new", agreement), told | {"need": need.code, "due_on": "2025-02-03"})
    promise = agreement.promises.get()
    assert list(without.context["form"].errors) == ["quantity"]
    assert (promise.party, promise.need, promise.quantity, promise.due_on) == (party, need, 24, date(2025, 2, 3))

    secretary.post(at("promise-drop", promise))
    assert not agreement.promises.exists()


def test_no_promise_enters_a_text_that_is_frozen(secretary, forum, bodies):
    agreement = draft(forum, bodies, state=AgreementState.SCHEDULED)
    DocumentFactory(agreement=agreement, frozen=True)
    told = {"party": agreement.parties.first().code, "kind": "hire", "words": "X", "quantity": "1", "unit": "orang"}

    assert secretary.post(at("promise-new", agreement), told).status_code == 422
    assert not agreement.promises.exists()


def test_a_form_that_is_opened_and_kept_changes_nothing(secretary, forum, bodies):
    agreement = draft(
        forum, bodies, starts_on=date(2025, 1, 2), ends_on=date(2027, 1, 1), purpose="Menyiapkan juru las"
    )
    form = secretary.get(at("agreement-edit", agreement)).context["form"]
    page = secretary.get(at("agreement-edit", agreement)).text
    shown = {name: form[name].value() for name in form.fields}
    assert 'value="2025-01-02"' in page
    assert 'value="2027-01-01"' in page

    secretary.post(at("agreement-edit", agreement), shown)
    before = (agreement.title, agreement.purpose, agreement.starts_on, agreement.ends_on)
    agreement.refresh_from_db()
    assert (agreement.title, agreement.purpose, agreement.starts_on, agreement.ends_on) == before


@pytest.mark.parametrize("role", ["secretariat", "company_officer", "labour_office", "auditor", "board_member"])
def test_every_link_on_the_page_opens_for_who_sees_it(client, forum, bodies, role):
    event = EventFactory(forum=forum, held_on=DAY)
    columns = {"signed_on": DAY, "starts_on": DAY, "ends_on": date(2027, 1, 1), "event": event}
    agreement = draft(forum, bodies, state=AgreementState.ACTIVE, **columns)
    DocumentFactory(agreement=agreement, frozen=True)
    PromiseFactory(agreement=agreement, party=agreement.parties.first())
    at_home = {"company_officer": bodies[1], "labour_office": None, "auditor": None}.get(role, forum.organisation)
    client.force_login(account(role, at_home))

    main = client.get(at("agreement-detail", agreement)).text.partition("<main")[2].partition("</main>")[0]
    links = [link for link in re.findall(r'href="(/[^"]+)"', main) if not link.startswith("/bahasa")]
    assert len(links) >= 2
    assert [link for link in links if client.get(link.replace("&amp;", "&")).status_code != 200] == []


def test_the_mailed_link_opens_the_text_to_sign_for_that_party(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document, secretary = open_document()
    missing = document.agreement.parties.order_by("order").last()
    Party.objects.filter(pk=missing.pk).update(email="hrd@contoh.example")
    client.force_login(secretary)

    client.post(at("party-remind", missing), {"kind": "sign"})
    send_message(Message.objects.get(thing_code=missing.code), at=timezone.now())
    client.logout()
    opened = client.get(re.search(r"/t/[\w-]+/", mail.outbox[-1].body)[0])

    assert mail.outbox[-1].to == ["hrd@contoh.example"]
    assert opened.status_code == 200
    assert document.title in opened.text
    assert missing.organisation.name in opened.text


def test_a_party_that_left_with_the_renewal_does_not_read_of_the_next_agreement(client, forum, bodies):
    old = draft(forum, bodies, running=True)
    draft(forum, [bodies[0], bodies[2]], title="Perjanjian rahasia", renews=old)

    seen = {}
    for role, body in ((RoleName.COMPANY_OFFICER, bodies[1]), (RoleName.CENTRE_OFFICER, bodies[0])):
        client.force_login(account(role, body))
        seen[role] = "Perjanjian rahasia" in client.get(at("agreement-detail", old)).text
    assert seen == {RoleName.COMPANY_OFFICER: False, RoleName.CENTRE_OFFICER: True}
