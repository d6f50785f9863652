"""Rules of schemes as files: those that ship, every fault with its line, and nothing in force ever rewritten."""

import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils.translation import override
from factories.organisations import OrganisationFactory, account
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from padan.base.errors import NotAllowed
from padan.cli.overseas import overseas
from padan.organisations.states import RoleName
from padan.overseas.actions.loading import Differs, load_scheme
from padan.overseas.actions.schemes import RulesOverlap, close_version
from padan.overseas.models import FeeRule, Gate, PaperRule, Scheme, SchemeStage, SchemeVersion
from padan.overseas.queries.versions import version_on, whole
from padan.overseas.reading import SchemeUnreadable, read, shipped
from padan.overseas.states import Exam, GateKind, VersionState
from padan.reference.tongues import Level
from padan.trail.models import Entry

AT = datetime(2024, 11, 15, 3, tzinfo=UTC)
SMALL = """
key = "contoh"
name = "Skema contoh"

[version]
number = 1
state = "in_force"
valid_from = 2024-01-01
source = "Permenaker contoh 1/2024"
permit_kinds = ["so"]

[[stages]]
key = "interest"
kind = "interest"
name = "Berminat"
name_en = "Interested"

[[stages]]
key = "coe"
kind = "coe"
name = "COE"
name_en = "Certificate of eligibility"
name_ja = "在留資格認定証明書"
knock_out = true
milestones = ["visa"]
gates = [
  { kind = "exam", exam = "jlpt", level = "N4", words = "JLPT N4" }, # catatan
  { kind = "age", least = 19.5, most = 26, words = "Umur" },
]
papers = [
  { kind = "passport", name = "Paspor", name_en = "Passport", valid_days = 90 },
]

[[fees]]
purpose = "passport"
name = "Paspor"
most = 650_000
"""


def file_of(tmp_path, text, name="contoh.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(tmp_path, text):
    with pytest.raises(SchemeUnreadable) as refused:
        read(file_of(tmp_path, text))
    return list(refused.value.faults)


def loaded(tmp_path, text, **more):
    return load_scheme(file=read(file_of(tmp_path, text)), **({"by": None, "at": AT} | more))


@pytest.mark.django_db
def test_the_five_schemes_that_ship_load_at_once_and_a_second_time_change_nothing():
    first = [load_scheme(file=read(path), by=None, at=AT) for path in shipped()]
    assert sorted(one.version.scheme.key for one in first) == [
        "g-to-g-epa", "ikusei-shuro", "ssw-1", "titp-im-japan", "titp-so",
    ]  # fmt: skip
    entries = Entry.objects.count()
    again = [load_scheme(file=read(path), by=None, at=AT) for path in shipped()]
    assert [(one.new, one.version) for one in again] == [(False, one.version) for one in first]
    assert (SchemeVersion.objects.count(), Entry.objects.count()) == (5, entries)
    assert all(version.state == VersionState.IN_FORCE and version.source for version in SchemeVersion.objects.all())


@pytest.mark.django_db
def test_titp_ends_the_day_before_ikusei_shuro_begins_and_its_selection_is_a_knock_out():
    for path in shipped():
        load_scheme(file=read(path), by=None, at=AT)
    training, new = Scheme.objects.get(key="titp-im-japan"), Scheme.objects.get(key="ikusei-shuro")
    assert version_on(training, date(2027, 3, 31)).scheme == training
    assert version_on(training, date(2027, 4, 1)) is None
    assert version_on(new, date(2027, 3, 31)) is None
    assert version_on(new, date(2027, 4, 1)).scheme == new
    selection = SchemeStage.objects.filter(version__scheme=training, knock_out=True)
    assert list(selection.order_by("position").values_list("key", flat=True)) == [
        "administration", "mathematics", "physique", "endurance", "talk", "medical",
    ]  # fmt: skip
    mathematics = Gate.objects.get(stage__version__scheme=training, out_of=20)
    assert (mathematics.kind, mathematics.least, mathematics.stage.key) == (GateKind.NUMBER, 14, "physique")


@pytest.mark.django_db
def test_what_a_file_says_stands_in_the_tables(tmp_path):
    version = whole(loaded(tmp_path, SMALL).version)
    coe = version.stages.all()[1]
    exam, age = coe.gates.all()
    assert (exam.exam, exam.level, age.least, age.most) == (Exam.JLPT, Level.A2, Decimal("19.5"), 26)
    assert (coe.knock_out, coe.name_ja, coe.papers.get().valid_days) == (True, "在留資格認定証明書", 90)
    assert [one.kind for one in coe.milestones.all()] == ["visa"]
    assert FeeRule.objects.get().most == 650_000


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('level = "N4"', 'level = "N9"', "line 27: “level”"),
        ('kind = "passport"', 'kind = "Paspor Baru"', "line 31: “kind”"),
        ("least = 19.5", 'least = "19,5"', "line 28: “least”"),
        ("valid_from = 2024-01-01", 'valid_from = "1 Januari 2024"', "line 8: “valid_from”"),
        ("valid_from = 2024-01-01", "valid_from = 2024-01-01\nvalid_until = 2023-01-01", "line 9: "),
        ('source = "Permenaker contoh 1/2024"', "", "line 5: “source”"),
        ('name_ja = "在', 'nama_jepang = "在', "line 23: “nama_jepang”"),
        ('key = "coe"', 'key = "interest"', "line 19: “interest”"),
        ('milestones = ["visa"]', 'milestones = ["viza"]', "line 25: “milestones”"),
        ("most = 650_000", "most = 650.5", "line 37: “most”"),
        ('permit_kinds = ["so"]', 'permit_kinds = ["pt"]', "line 10: “permit_kinds”"),
        ('words = "JLPT N4"', 'words = ""', "line 27: “words”"),
        ('exam = "jlpt", level = "N4", ', "", "line 27: "),
        ("most = 26", "most = 18", "line 28: "),
        ('state = "in_force"', 'state = "closed"', "line 7: "),
        ("[version]", "[versi]", "line 5: “versi”"),
    ],
)
def test_every_fault_is_told_with_its_line(tmp_path, old, new, said):
    assert any(fault.startswith(said) for fault in faults(tmp_path, SMALL.replace(old, new)))


def test_all_faults_of_a_file_are_told_at_once_and_in_order(tmp_path):
    text = SMALL.replace('"N4", words', '"X", words').replace("650_000", "-1").replace("2024-01-01", "7")
    assert [fault.split(":")[0] for fault in faults(tmp_path, text)] == ["line 8", "line 27", "line 37"]


@pytest.mark.parametrize("text", ["key = ", "\x00", "[[version]]", 'key = "a"\nkey = "b"', "stages = 7", "fees = {}"])
def test_a_file_that_is_no_scheme_is_refused_with_a_sentence(tmp_path, text):
    with pytest.raises(SchemeUnreadable):
        read(file_of(tmp_path, text))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_nothing_that_is_typed_into_a_file_breaks_the_reader(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.toml"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        with pytest.raises(SchemeUnreadable):
            read(path)


@pytest.mark.django_db
def test_rules_that_stand_here_are_never_rewritten_and_the_places_that_differ_are_named(tmp_path):
    version = loaded(tmp_path, SMALL).version
    other = SMALL.replace("most = 26", "most = 30").replace("650_000", "900_000")
    with pytest.raises(Differs) as differs:
        loaded(tmp_path, other)
    assert differs.value.places == ["the stage “coe”", "the fees"]
    assert Gate.objects.get(kind=GateKind.AGE).most == 26
    close_version(version=version, on=date(2024, 11, 1), why="Aturan berganti", by=None, at=AT)
    assert loaded(tmp_path, SMALL).new is False
    version.refresh_from_db()
    assert version.state == VersionState.CLOSED


@pytest.mark.django_db
def test_the_next_number_ends_the_rules_before_it_and_one_that_would_hold_beside_others_is_refused(tmp_path):
    old = loaded(tmp_path, SMALL).version
    new = SMALL.replace("number = 1", "number = 2").replace("2024-01-01", "2025-06-01")
    assert loaded(tmp_path, new).version.state == VersionState.IN_FORCE
    old.refresh_from_db()
    assert old.valid_until == date(2025, 5, 31)
    with pytest.raises(RulesOverlap):
        loaded(tmp_path, SMALL.replace("number = 1", "number = 3").replace("2024-01-01", "2025-06-01"))
    earlier = SMALL.replace("number = 1", "number = 4").replace("2024-01-01", "2024-12-01")
    with pytest.raises(RulesOverlap):
        loaded(tmp_path, earlier)
    assert SchemeVersion.objects.count() == 2
    assert loaded(tmp_path, earlier.replace("2024-12-01", "2024-12-01\nvalid_until = 2025-05-31")).new


@pytest.mark.django_db
def test_only_who_keeps_schemes_loads_them(tmp_path):
    with pytest.raises(NotAllowed):
        loaded(tmp_path, SMALL, by=account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True)))
    assert Scheme.objects.count() == 0
    assert loaded(tmp_path, SMALL, by=account(RoleName.SECRETARIAT, OrganisationFactory(forum_body=True))).new


@pytest.mark.django_db
def test_the_command_loads_what_it_can_and_tells_the_rest(tmp_path):
    good, bad = file_of(tmp_path, SMALL), file_of(tmp_path, SMALL.replace('"N4"', '"N9"'), "salah.toml")
    run = CliRunner().invoke
    checked = run(overseas, ["load", "--check", str(good)])
    assert (checked.exit_code, Scheme.objects.count()) == (0, 0)
    told = run(overseas, ["load", str(bad), str(good)])
    assert told.exit_code == 2
    assert "line 27" in told.output
    assert Scheme.objects.get().key == "contoh"
    assert run(overseas, ["load"]).exit_code == 0
    assert Scheme.objects.count() == 6
    assert run(overseas, ["load", "--by", "tidak@ada.id"]).exit_code == 2


@pytest.mark.django_db
def test_english_names_are_asked_for_and_a_version_that_stands_without_them_is_completed_not_differing(tmp_path):
    told = faults(tmp_path, SMALL.replace('name_en = "Interested"\n', "").replace('name_en = "Passport", ', ""))
    assert [fault for fault in told if "name_en" in fault] == told
    assert len(told) == 2
    loaded = load_scheme(file=read(file_of(tmp_path, SMALL)), by=None, at=AT)
    stages, papers = loaded.version.stages, PaperRule.objects.filter(stage__version=loaded.version)
    stages.update(name_en="")
    papers.update(name_en="Travel document")  # somebody wrote it otherwise
    again = load_scheme(file=read(file_of(tmp_path, SMALL)), by=None, at=AT)
    assert (again.new, papers.get().name_en) == (False, "Travel document")
    assert [stage.name_en for stage in stages.order_by("position")] == ["Interested", "Certificate of eligibility"]
    load_scheme(file=read(file_of(tmp_path, SMALL)), by=None, at=AT)
    assert Entry.objects.filter(verb="rules.named").count() == 1
    with override("id"):
        assert str(stages.get(key="interest")) == "Berminat"
    with override("en"):
        assert str(stages.get(key="interest")) == "Interested"
