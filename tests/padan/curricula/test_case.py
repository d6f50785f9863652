"""Versions travel as 1EdTech CASE 1.0: out and in again nothing is lost, and what cannot be read is named."""

import json
from datetime import UTC, datetime

import pytest
from factories.curricula import CurriculumVersionFactory, ProgrammeFactory, TaughtUnitFactory, whole_version
from factories.reference import CodeFactory, SchemeFactory
from shared_data import shared

from padan.curricula.actions.exchange import dismiss_unread, import_version
from padan.curricula.case import MOST_BYTES, CaseRefused, codes_in, from_sheets, package_of, parsed, read_package
from padan.curricula.comparing import digest_of
from padan.curricula.queries.versions import units_of_codes, whole_of
from padan.curricula.states import Basis, VersionState
from padan.intake.reading.files import sheets_of

AT = datetime(2024, 11, 4, 3, tzinfo=UTC)

LINK = {"title": str, "identifier": str, "uri": str}
REQUIRED = {
    "CFDocument": {"identifier": str, "uri": str, "creator": str, "title": str, "lastChangeDateTime": str,
                   "CFPackageURI": LINK},
    "CFItems": {"identifier": str, "uri": str, "fullStatement": str, "CFDocumentURI": LINK, "CFItemTypeURI": LINK,
                "lastChangeDateTime": str},
    "CFAssociations": {"identifier": str, "uri": str, "associationType": str, "sequenceNumber": int,
                       "originNodeURI": LINK, "destinationNodeURI": LINK, "lastChangeDateTime": str},
    "CFItemTypes": {"identifier": str, "uri": str, "title": str, "description": str, "hierarchyCode": str,
                    "lastChangeDateTime": str},
}  # fmt: skip
"""What CASE 1.0 (IMS Global, 2017) demands of each object."""


def lacking(told, required):
    for name, kind in required.items():
        if isinstance(kind, dict):
            yield from (f"{name}.{one}" for one in lacking(told.get(name, {}), kind))
        elif not isinstance(told.get(name), kind) or told[name] == "":
            yield name


def brought(content, programme=None):
    told = parsed(content if isinstance(content, bytes) else json.dumps(content).encode())
    reading = read_package(told, known=units_of_codes(codes_in(told)))
    programme = programme or ProgrammeFactory()
    return import_version(programme=programme, reading=reading, source="uji.json", by=None, at=AT)


def package(items, links=(), **document):
    return {
        "CFDocument": {"identifier": "D", "title": "Kerangka"} | document,
        "CFItems": items,
        "CFAssociations": [
            {
                "associationType": "isChildOf",
                "originNodeURI": {"identifier": a},
                "destinationNodeURI": {"identifier": b},
            }
            for a, b in links
        ],
    }


@pytest.mark.django_db
def test_what_goes_out_has_every_mandatory_field_and_stays_the_same():
    version = whole_version(basis=Basis.CLUSTER, occupation=CodeFactory(scheme=SchemeFactory(scheme="kbji")))
    told = package_of(whole_of(version))

    assert list(lacking(told["CFDocument"], REQUIRED["CFDocument"])) == []
    for name in ("CFItems", "CFAssociations"):
        assert [list(lacking(one, REQUIRED[name])) for one in told[name]] == [[]] * len(told[name])
    types = told["CFDefinitions"]["CFItemTypes"]
    assert [list(lacking(one, REQUIRED["CFItemTypes"])) for one in types] == [[]] * len(types)
    identifiers = [one["identifier"] for name in ("CFItems", "CFAssociations") for one in told[name]]
    assert len(set(identifiers)) == len(identifiers)
    assert told == package_of(whole_of(version))
    ends = {link["destinationNodeURI"]["identifier"] for link in told["CFAssociations"]}
    assert ends <= {told["CFDocument"]["identifier"], *identifiers}


@pytest.mark.django_db
def test_out_and_in_again_is_the_same_text_as_a_draft():
    occupation = CodeFactory(scheme=SchemeFactory(scheme="kbji", version="2014"), code="7212.01")
    version = whole_version(units=3, basis=Basis.UNITS, occupation=occupation)
    older = CodeFactory(scheme=SchemeFactory(version="2010"), code=version.units.first().unit.code)
    TaughtUnitFactory(version=whole_version(), unit=older)  # the same code in another list is another unit

    back = brought(package_of(whole_of(version)))

    assert (back.state, back.unread) == (VersionState.DRAFT, [])
    assert digest_of(whole_of(back)) == digest_of(whole_of(version))


@pytest.mark.django_db
def test_a_framework_of_somebody_else_leaves_every_item_with_its_place_and_reason():
    content = shared("training/case/opensalt-framework-20c5134f-423d-4097-a971-3dd5152bf507.json").read_bytes()
    version = brought(content)
    assert version.units.count() == 0
    told = json.loads(content)
    places = {one["place"] for one in version.unread}
    items = {f"CFItems[{at}]" for at in range(len(told["CFItems"]))}
    assert items <= places
    assert all(one["why"] for one in version.unread)
    dismiss_unread(version=version, by=None, at=AT)
    version.refresh_from_db()
    assert version.unread == []


@pytest.mark.django_db
def test_the_case_spreadsheet_is_read_by_the_same_reader():
    path = shared("training/case/spreadsheet_import_sample.xlsx")
    CodeFactory(code="S", title="Statement 1")
    sheets = {sheet.name: [row for block in sheet.blocks for row in block] for sheet in sheets_of(path, path.name)}
    reading = read_package(from_sheets(sheets), known={"S"})
    version = import_version(programme=ProgrammeFactory(), reading=reading, source=path.name, by=None, at=AT)

    assert reading.title == "SampleFramework"
    (taught,) = version.units.select_related("unit")
    assert taught.unit.code == "S"
    assert [row.element for row in taught.rows.all()] == ["Statement 2", "Statement 3"]
    assert [row.criteria for row in taught.rows.all()] == ["", "Statement 4"]


@pytest.mark.django_db
def test_what_cannot_be_kept_is_listed_and_the_rest_is_kept():
    unit = CodeFactory(code="C.24LAS01.013.1")
    items = [
        {"identifier": "U", "fullStatement": unit.title, "humanCodingScheme": unit.code, "notes": "10000 JP"},
        {"identifier": "E", "fullStatement": "Menyiapkan"},
        {"identifier": "K", "fullStatement": "Bahan disiapkan"},
        {"identifier": "T", "fullStatement": unit.title, "humanCodingScheme": unit.code},
        {"identifier": "X", "fullStatement": "Tanpa kode dalam daftar", "humanCodingScheme": "Z.00"},
        {"identifier": "U", "fullStatement": "Dua kali"},
        {"identifier": "L", "fullStatement": "Lepas"},
        {"identifier": "H", "fullStatement": "99999", "CFItemType": "Jumlah JP"},
        {"fullStatement": "Tanpa tanda"},
        "bukan benda",
        {"identifier": "S", "fullStatement": "teks\u202e jahat"},
    ]
    version = brought(package(items, [("E", "U"), ("K", "E"), ("E", "X")], description="Tujuan"))

    assert version.objective == "Tujuan"
    (taught,) = version.units.all()
    assert (taught.hours, [row.criteria for row in taught.rows.all()]) == (None, ["Bahan disiapkan"])
    assert sorted(one["place"] for one in version.unread) == [
        "CFAssociations[2]", "CFItems[0]", "CFItems[10]", "CFItems[3]", "CFItems[4]", "CFItems[5]", "CFItems[6]",
        "CFItems[7]", "CFItems[8]", "CFItems[9]"]  # fmt: skip


@pytest.mark.django_db
def test_a_unit_that_no_version_takes_keeps_its_syllabus_beside_its_reason():
    unit = CodeFactory()
    items = [
        {"identifier": "X", "fullStatement": "Mengelas", "humanCodingScheme": "Z.00", "CFItemType": "Unit kompetensi",
         "notes": "40 JP"},
        {"identifier": "E", "fullStatement": "Menyiapkan", "notes": "15 JP"},
        {"identifier": "K", "fullStatement": "Bahan disiapkan"},
        {"identifier": "U", "fullStatement": unit.title, "humanCodingScheme": unit.code},
        *({"identifier": f"E{n}", "fullStatement": f"Elemen {n}"} for n in range(62)),
    ]  # fmt: skip
    version = brought(package(items, [("E", "X"), ("K", "E"), *((f"E{n}", "U") for n in range(62))]))

    unknown, over = version.unread
    assert (unknown["written"], unknown["hours"]) == ("Z.00 Mengelas", 40)
    assert unknown["rows"] == [{"element": "Menyiapkan", "hours": 15, "criteria": "Bahan disiapkan"}]
    assert [row["element"] for row in over["rows"]] == ["Elemen 60", "Elemen 61"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "broken in line 1"),
        (b'{"CFDocument": {}, "CFItems": [', "broken in line 1"),
        (b"\xff\xfe\x00", "signs that are no text"),
        (b"[1, 2]", "no CFDocument"),
        (b'{"CFDocument": "x"}', "no CFDocument"),
        (b'{"CFDocument": {"a": ' + b"[" * 40 + b"]" * 40 + b"}}", "nested too deeply"),
        (b'{"CFDocument": {"a": NaN}}', "a number that is none"),
        (b'{"CFDocument": {"a": ' + b"9" * 5000 + b"}}", "a number that is none"),
        (b'{"CFDocument": {}, "CFItems": {}}', "CFItems are no list"),
        (b" " * (MOST_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_a_broken_file_is_refused_in_words(content, said):
    with pytest.raises(CaseRefused) as refused:
        read_package(parsed(content))
    assert said in str(refused.value)


@pytest.mark.once
def test_a_workbook_that_is_no_case_spreadsheet_is_refused():
    with pytest.raises(CaseRefused):
        from_sheets({"Sheet1": [["a"], ["b"]]})


@pytest.mark.once
def test_a_hundred_thousand_deep_circle_and_a_long_list_are_read_in_a_moment():
    items = [{"identifier": str(n), "fullStatement": f"Butir {n}"} for n in range(5_000)]
    links = [(str(n), str(n + 1)) for n in range(4_999)] + [("4999", "0")]
    reading = read_package(package(items, links))
    assert reading.units == []
    assert len(reading.unread) == 501  # the first five hundred, and that there are more


@pytest.mark.django_db
def test_a_long_import_never_makes_an_impossible_version():
    unit = CodeFactory()
    rows = [{"identifier": f"E{n}", "fullStatement": f"Elemen {n}"} for n in range(100)]
    top = {"identifier": "U", "fullStatement": unit.title, "humanCodingScheme": unit.code, "notes": "40 JP"}
    version = brought(package([top, *rows], [(row["identifier"], "U") for row in rows]))
    assert version.units.get().rows.count() == 60
    assert len(version.unread) == 1


@pytest.mark.django_db
def test_an_import_comes_after_the_versions_there_are():
    programme = CurriculumVersionFactory(number=4).programme
    assert brought(package([]), programme).number == 5
