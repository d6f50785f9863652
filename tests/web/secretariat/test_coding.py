"""A need's words beside its units: marked, accepted, rejected, taken back, found by hand; all by plain forms."""

import pytest
from django.urls import reverse
from factories.needs import NeedFactory, NeedUnitFactory
from factories.openings import OpeningFactory
from factories.organisations import OrganisationFactory, account
from factories.reference import CodeFactory, CriterionFactory, OtherTitleFactory, SchemeFactory, UnitElementFactory

from padan.needs import adapter
from padan.organisations.states import RoleName
from padan.web.secretariat.coding import Line, marked


@pytest.fixture(autouse=True)
def cold():
    adapter.forget()
    yield
    adapter.forget()


@pytest.fixture
def need(db):
    company = OrganisationFactory(forum=OrganisationFactory(forum_body=True))
    return NeedFactory(company=company, words="Bisa las pelat posisi tegak, paham gerinda. Qwerty nomor satu.")


@pytest.fixture
def weld(db):
    return CodeFactory(title="Mengelas pelat posisi tegak")


@pytest.fixture
def grind(db):
    return CodeFactory(title="Menggerinda sambungan")


@pytest.fixture
def secretary(client, need):
    client.force_login(account(RoleName.SECRETARIAT, need.company.forum))
    return client


def page(client, need):
    return client.get(reverse("need-detail", args=[need.code]))


def test_the_words_are_marked_and_each_unit_has_its_letter_its_words_and_its_confidence(secretary, need, weld, grind):
    shown = page(secretary, need)

    assert [(one.letter, one.code) for one in shown.context["codes"]] == [("a", weld), ("b", grind)]
    assert ("las pelat posisi tegak", "a") in shown.context["said"]
    assert ("gerinda", "b") in shown.context["said"]
    assert "".join(text for text, _letter in shown.context["said"]) == need.words
    assert "<mark>gerinda</mark><sup>b</sup>" in shown.text
    assert "Qwerty".lower() in shown.context["unknown"]
    assert all(0 < one.percent < 100 for one in shown.context["codes"])


def test_accepted_is_asked_for_and_rejected_can_be_taken_back_at_once(secretary, need, weld, grind):
    accept, reject, undo = (reverse(f"need-code-{act}", args=[need.code]) for act in ("accept", "reject", "take-back"))
    secretary.post(accept, {"code": weld.pk, "required": "0"})
    rejected = secretary.post(reject, {"code": grind.pk}, follow=True)

    assert [(row.unit, row.required) for row in need.units.all()] == [(weld, False)]
    assert [one.accepted for one in rejected.context["codes"]] == [True]
    assert rejected.context["undo"] == grind
    decision = need.decisions.get(code=weld)
    assert set(decision.words.split()) >= {"tegak", "pelat"}
    assert 0 < decision.confidence < 1

    back = secretary.post(undo, {"code": grind.pk}, follow=True)
    assert [one.code for one in back.context["codes"]] == [weld, grind]
    assert not need.decisions.filter(code=grind).exists()


def test_a_unit_is_found_by_hand_by_code_by_part_of_a_word_and_by_meaning(secretary, need, weld):
    search = reverse("need-unit-search", args=[need.code])
    for asked in (weld.code, "posisi teg", "welding"):
        assert secretary.get(search, {"q": asked}).context["found"] == [weld], asked
    assert secretary.get(search, {"q": "zzz"}).context["found"] == []

    secretary.post(search, {"code": weld.pk, "required": "1", "words": "qwerty"})
    assert need.units.get().unit == weld
    assert need.decisions.get().by_hand
    other = NeedFactory(company=need.company, words="qwerty")
    assert [one.learned for one in page(secretary, other).context["codes"]] == [("qwerty",)]


def test_an_occupation_is_suggested_accepted_and_searched(secretary, need):
    kbji = SchemeFactory(scheme="kbji", version="2014", title="KBJI 2014")
    job = CodeFactory(scheme=kbji, code="7212", title="Juru las pelat")
    assert [one.code for one in page(secretary, need).context["jobs"]] == [job]
    found = secretary.get(reverse("need-occupation-search", args=[need.code]), {"q": "juru las"}).context["found"]
    assert found == [job]

    secretary.post(reverse("need-code-accept", args=[need.code]), {"code": job.pk})
    need.refresh_from_db()
    assert need.occupation == job
    assert page(secretary, need).context["jobs"] == []


@pytest.mark.parametrize("code", ["", "x", "-1", "99999999", str(2**70)])
def test_a_code_that_is_none_is_refused_with_a_sentence(secretary, need, code):
    told = secretary.post(reverse("need-code-accept", args=[need.code]), {"code": code}, follow=True)
    assert [str(message) for message in told.context["messages"]] == [
        "Kode ini tidak ada dalam daftar. Pilih yang ada."
    ]
    assert not need.units.exists()


def test_who_may_only_read_sees_the_units_asked_for_and_no_suggestion(client, need, weld, grind):
    NeedUnitFactory(need=need, unit=weld)
    client.force_login(account(RoleName.COMPANY_OFFICER, need.company))
    shown = page(client, need)
    assert [one.code for one in shown.context["codes"]] == [weld]
    assert not shown.context["may_code"]
    assert reverse("need-code-accept", args=[need.code]) not in shown.text


def test_marks_never_overlap_and_nothing_of_the_words_is_lost():
    said = "Las, las! Pelat – las pelat <b>tegak</b>"
    lines = [Line("a", None, ("las", "pelat")), Line("b", None, ("las",)), Line("c", None, ("tegak",)), Line("d", None)]
    pieces = marked(said, lines)
    assert "".join(text for text, _letter in pieces) == said
    assert [(text, letter) for text, letter in pieces if letter] == [
        ("Las, las! Pelat – las pelat", "a"),
        ("tegak", "c"),
    ]
    assert marked("", lines) == []


def test_a_unit_shows_what_it_consists_of_and_who_asks_and_teaches(secretary, need, weld):
    element = UnitElementFactory(unit=weld, number=1, title="Menyiapkan las")
    CriterionFactory(element=element, number=1, words="Kabel diperiksa.")
    OtherTitleFactory(code=weld, title="Las pelat tegak")
    later = CodeFactory(code=weld.code[:-1] + "2", title="Mengelas pelat")
    NeedUnitFactory(need=need, unit=weld)
    shown = secretary.get(reverse("unit-detail", args=[weld.code]))

    for words in ("Menyiapkan las", "Kabel diperiksa.", "Las pelat tegak", later.code):
        assert words in shown.text
    assert (shown.context["needs"], shown.context["people"], shown.context["programmes"]) == (1, need.head_count, 0)
    assert f"/kebutuhan/?unit={weld.code}" in shown.text
    assert secretary.get(reverse("unit-list"), {"q": "pelat tegak"}).context["seen"].total == 1


def test_an_opening_is_told_which_occupation_it_may_be_and_its_keeper_says_so(secretary, need):
    kbji = SchemeFactory(scheme="kbji", version="2014", title="KBJI 2014")
    job = CodeFactory(scheme=kbji, code="7212", title="Juru las pelat")
    opening = OpeningFactory(company=need.company, title="Welder pelat")
    keeper = account(RoleName.COMPANY_OFFICER, need.company)
    secretary.force_login(keeper)
    keep = reverse("opening-keep", args=[opening.code])

    def stands():
        opening.refresh_from_db()
        return opening.occupation

    assert [one.code for one in secretary.get(keep).context["suggested"]] == [job]
    assert stands() is None
    assert secretary.post(keep, {"do": "occupation", "code": "1" * 30}).status_code == 400
    assert secretary.post(keep, {"do": "occupation", "code": job.pk}).status_code == 302
    assert stands() == job
    shown = secretary.get(keep)
    assert (shown.context["suggested"], shown.context["may_unname"]) == ([], True)
    assert secretary.post(keep, {"do": "occupation", "code": ""}).status_code == 302
    assert stands() is None
