"""Suggestions for a need: with reasons and a confidence, learning from what is decided, calm before any text."""

import csv
from datetime import date

import pytest
from django.utils import timezone
from factories.needs import CodeDecisionFactory, NeedFactory, NeedUnitFactory
from factories.organisations import RoleFactory
from factories.reference import CodeFactory, CriterionFactory, OtherTitleFactory, SchemeFactory, UnitElementFactory
from factories.world import side

from padan.base.errors import NotAllowed
from padan.needs import adapter
from padan.needs.actions import (
    MOST_PEOPLE,
    CodeUnfit,
    NeedInvalid,
    accept_suggestion,
    choose_code,
    register_need,
    reject_suggestion,
    take_back_code,
    withdraw_need,
)
from padan.needs.adapter import code_openings, level_of, suggest_occupations, suggest_units
from padan.needs.coding import DATA, clauses_of, stem
from padan.needs.models import CodeDecision, NeedUnit
from padan.organisations.states import RoleName
from padan.trail.models import Entry
from padan_engine.suggest import SIGNS

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def cold():
    adapter.forget()
    yield
    adapter.forget()


@pytest.fixture
def units():
    titles = ("Mengelas pelat posisi tegak dengan SMAW", "Memotong pelat dengan gas", "Menerapkan keselamatan kerja",
              "Menggerinda sambungan", "Membuat kopi")  # fmt: skip
    return [CodeFactory(title=title) for title in titles]


@pytest.fixture
def occupations():
    kbji = SchemeFactory(scheme="kbji", version="2014", title="KBJI 2014")
    rows = (
        ("7212", "Pekerja Pengelasan"),
        ("7212.01", "Juru las pelat"),
        ("5132", "Bartender"),
        ("5132.01", "Barista"),
    )
    return {code: CodeFactory(scheme=kbji, code=code, title=title) for code, title in rows}


@pytest.fixture
def secretary():
    here = side("Melati", "32")
    role = RoleFactory(name=RoleName.SECRETARIAT, organisation=here.forum_body)
    return here, role.user


def found(words, **more):
    return {one.code_id: one for one in suggest_units(words, **more).found}


@pytest.mark.parametrize(
    ("word", "one"),
    [("pengelasan", "las"), ("Welding".lower(), "las"), ("lasnya", "las"), ("dilas", "las"), ("penjualan", "jual"),
     ("merawat", "rawat"), ("perawatan", "rawat"), ("maintenance", "rawat"), ("tanggungjawab", "tanggungjawab")],
)  # fmt: skip
def test_forms_of_a_word_and_its_english_are_one(word, one):
    assert stem(word) == one


def test_a_need_is_read_piece_by_piece():
    assert clauses_of("Bisa las pelat, SMAW dan baca WPS.\nYang untuk itu! Keselamatan nomor satu") == [
        "Bisa las pelat", "SMAW", "baca WPS", "Keselamatan nomor satu",
    ]  # fmt: skip


def test_each_piece_finds_its_unit_and_names_its_words(units):
    told = found(
        "Kami perlu orang yang bisa las pelat posisi tegak SMAW, paham gerinda, potong pelat. Safety nomor satu."
    )

    weld, cut, safety, grind, coffee = (told.get(unit.pk) for unit in units)
    assert set(weld.words) >= {"tegak", "smaw"}
    assert (cut.words[0], safety.words, grind.words) == ("potong", ("safety",), ("gerinda",))
    assert coffee is None
    assert all(0 < one.confidence < 1 for one in told.values())
    assert level_of(weld.confidence) == "strong"


def test_a_unit_is_found_by_its_elements_its_criteria_and_its_other_titles():
    unit, other, third = CodeFactory.create_batch(3, title="Unit")
    CriterionFactory(element=UnitElementFactory(unit=unit, title="Menyetel karburator"), words="Busi diganti.")
    OtherTitleFactory(code=other, title="Mengukir kayu")
    for words, wanted in (("setel karburator", unit), ("ganti busi", unit), ("ukir kayu", other)):
        assert list(found(words)) == [wanted.pk], words
    assert third.pk not in found("setel karburator ukir kayu busi")


def test_the_lists_stay_warm_and_are_read_again_when_something_was_loaded(units, django_assert_num_queries):
    suggest_units("las pelat")
    with django_assert_num_queries(6):  # five marks of the lists, one of the decisions
        suggest_units("potong pelat")
    CodeFactory(title="Melipat serbet")
    assert len(found("lipat serbet")) == 1


def test_occupations_are_suggested_by_group_and_openings_coded_in_one_run(occupations):
    assert [one.code_id for one in suggest_occupations("Welder pelat").found] == [occupations["7212"].pk]
    coded = code_openings([("Barista", "membuat kopi"), ("Astronom", "")])
    assert [[one.code_id for one in told.found] for told in coded] == [[occupations["5132"].pk], []]
    assert coded[1].unknown == ("astronom",)


def test_an_accepted_suggestion_is_asked_for_and_taken_back_is_gone(units, secretary):
    here, by = secretary
    need = NeedFactory(company=here.company, words="las pelat tegak")

    accept_suggestion(need=need, code=units[0], by=by, at=NOW, words="las pelat", confidence=0.8, required=False)
    decision = CodeDecision.objects.get()
    row = NeedUnit.objects.get(need=need)
    assert (row.unit, row.required) == (units[0], False)
    assert (decision.verdict, decision.words, decision.confidence, decision.by) == ("accepted", "las pelat", 0.8, by)

    take_back_code(need=need, code=units[0], by=by, at=NOW)
    assert not NeedUnit.objects.filter(need=need).exists()
    assert not CodeDecision.objects.exists()
    assert [entry.verb for entry in Entry.objects.order_by("pk")][-2:] == ["need.code_accepted", "need.code_taken_back"]


def test_a_rejection_removes_the_unit_and_counts_against_it_elsewhere(units, secretary):
    here, by = secretary
    need = NeedFactory(company=here.company, words="potong pelat")
    NeedUnitFactory(need=need, unit=units[1])
    before = found("potong pelat")[units[1].pk].confidence

    reject_suggestion(need=need, code=units[1], by=by, at=NOW, words="potong pelat", confidence=before)

    assert not NeedUnit.objects.filter(need=need).exists()
    after = found("potong pelat").get(units[1].pk)
    assert after is None or after.confidence < before


def test_what_was_found_by_hand_is_suggested_for_such_words_from_then_on(units, secretary):
    here, by = secretary
    need = NeedFactory(company=here.company, words="bisa ngulik dapur")
    assert units[4].pk not in found("ngulik")

    choose_code(need=need, code=units[4], by=by, at=NOW, words="ngulik")

    assert found("orang yang suka ngulik")[units[4].pk].learned == ("ngulik",)
    assert CodeDecision.objects.get().by_hand


def test_an_accepted_occupation_is_the_need_s_and_only_one_is(occupations, secretary):
    here, by = secretary
    need = NeedFactory(company=here.company, words="juru las")
    for code in ("7212", "5132"):
        accept_suggestion(need=need, code=occupations[code], by=by, at=NOW)
    need.refresh_from_db()
    assert need.occupation == occupations["5132"]
    assert CodeDecision.objects.get().code == occupations["5132"]

    reject_suggestion(need=need, code=occupations["5132"], by=by, at=NOW)
    need.refresh_from_db()
    assert need.occupation is None


def test_a_decision_on_an_occupation_teaches_its_group(occupations):
    need = NeedFactory(words="tukang sambung besi")
    CodeDecisionFactory(need=need, code=occupations["7212.01"], words="")
    assert suggest_occupations("tukang sambung besi").found[0].code_id == occupations["7212"].pk


def test_only_the_secretariat_of_the_company_decides(units, secretary):
    here, by = secretary
    stranger = RoleFactory(name=RoleName.SECRETARIAT, organisation=side("Kenanga", "33").forum_body).user
    for act in (accept_suggestion, choose_code, reject_suggestion, take_back_code):
        with pytest.raises(NotAllowed):
            act(need=here.need, code=units[0], by=stranger, at=NOW)
    withdraw_need(need=here.need, by=by, at=NOW)
    with pytest.raises(CodeUnfit):
        accept_suggestion(need=here.need, code=units[0], by=by, at=NOW)


def test_what_is_no_unit_and_no_occupation_is_refused(secretary):
    here, by = secretary
    other = CodeFactory(scheme=SchemeFactory(scheme="kbli", version="2025", title="KBLI"))
    with pytest.raises(CodeUnfit):
        choose_code(need=here.need, code=other, by=by, at=NOW)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "🙂🔥👷" * 500,
        "溶接工を二十人探しています",
        "нужны сварщики",
        "12 34 56",
        "\0",
        "yang dan untuk " * 300,
        "x" * 50_000,
    ],
)
def test_any_text_is_answered_calmly(units, occupations, words):
    assert suggest_units(words).found == ()
    assert suggest_occupations(words).found == ()


def test_a_need_of_40000_words_is_read_to_its_limit_and_says_so(units):
    told = suggest_units("las pelat tegak. " + "kata panjang sekali tanpa akhir, " * 8_000)
    assert told.cut
    assert told.found[0].code_id == units[0].pk


def test_words_of_another_language_are_named(units):
    assert suggest_units("Schweißer gesucht für las pelat").unknown == ("schweißer", "gesucht", "für")


def test_a_need_too_long_or_of_a_million_people_is_refused_with_the_way_out(secretary):
    here, by = secretary
    told = {"company": here.company, "said_on": date(2026, 1, 5), "by": by, "at": NOW}
    with pytest.raises(NeedInvalid, match="4000"):
        register_need(words="kata " * 40_000, head_count=1, **told)
    with pytest.raises(NeedInvalid, match=str(MOST_PEOPLE)):
        register_need(words="las", head_count=1_000_000, **told)


def test_a_model_of_ones_own_is_asked_only_when_named(units, settings):
    assert units[4].pk not in found("las pelat")
    settings.SUGGEST_WITH = "padan.test_needs_model:likeness"
    import sys
    import types

    sys.modules["padan.test_needs_model"] = types.SimpleNamespace(
        likeness=lambda words, texts: [float("kopi" in text) for text in texts]
    )
    try:
        assert units[1].pk in found("pelat")
    finally:
        del sys.modules["padan.test_needs_model"]


def test_the_shipped_confidence_is_whole_and_grows_with_what_the_words_cover():
    with (DATA / "confidence.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["kind"], row["sign"]): float(row["weight"]) for row in csv.DictReader(file)}
    assert set(rows) == {(kind, sign) for kind in ("unit", "occupation") for sign in (*SIGNS, "constant")}
    for kind in ("unit", "occupation"):
        assert rows[kind, "covered"] > 0 > rows[kind, "constant"]
