"""The programme document: everything a competency-based programme must say, on paper. Always in Indonesian."""

from babel.dates import format_date
from babel.numbers import format_decimal

from padan.base.clock import JAKARTA
from padan.base.typesetting import typeset
from padan.curricula.comparing import digest_of
from padan.curricula.queries.endorsements import voices_of
from padan.curricula.queries.versions import Whole, answers_of
from padan.curricula.states import Basis, VersionState

PROGRAMME = "curricula/papers/programme.typ"
STATES = {
    VersionState.DRAFT: "Rancangan",
    VersionState.PROPOSED: "Diusulkan",
    VersionState.ENDORSED: "Didukung industri",
    VersionState.IN_FORCE: "Berlaku",
    VersionState.RETIRED: "Tidak berlaku lagi",
}
BASES = {Basis.QUALIFICATION: "Jenjang kualifikasi (KKNI)", Basis.CLUSTER: "Klaster kompetensi",
         Basis.UNITS: "Unit-unit kompetensi"}  # fmt: skip


def printed_programme(whole: Whole, *, at) -> bytes:
    """The document of a version as it stands."""
    version, centre = whole.version, whole.version.programme.centre
    minutes = centre.hour_minutes
    total = version.hours or whole.hours
    hours, left = divmod(total * minutes, 60)
    clock = f"{_number(hours)} jam" + (f" {left} menit" if left else "")
    data = {
        "nama": version.programme.name,
        "lembaga": centre.name,
        "kode": version.code,
        "versi": version.number,
        "rancangan": version.state == VersionState.DRAFT,
        "dibuat": _long(at.astimezone(JAKARTA).date()),
        "identitas": _identity(version, total),
        "tujuan": version.objective,
        "syarat": version.entry_requirements,
        "metode": version.method,
        "jumlah": _number(whole.hours),
        "waktu": f"Perkiraan waktu {_number(total)} JP; 1 JP = {minutes} menit, seluruhnya {clock}.",
        "unit": [_unit(taught, rows) for taught, rows in whole.units],
        "kebutuhan": [
            {"dari": need.company.name, "isi": need.words, "orang": _number(need.head_count)}
            for need in answers_of(version)
        ],
        "dukungan": [
            {
                "dari": voice.endorsement.company.name,
                "oleh": voice.endorsement.endorsed_by,
                "isi": voice.endorsement.words or "Mendukung.",
                "tanggal": _long(voice.endorsement.endorsed_at.astimezone(JAKARTA).date()),
            }
            for voice in voices_of(version, digest_of(whole))
            if voice.counts
        ],
    }
    return typeset(PROGRAMME, data, at=at)


def _identity(version, total):
    told = [
        ("Kode program", version.official_code or version.programme.code),
        ("Kejuruan", version.programme.trade),
        ("Jabatan", str(version.occupation) if version.occupation else ""),
        ("Jenjang KKNI", str(version.kkni_level or "")),
        ("Disusun dari", str(BASES.get(version.basis, ""))),
        ("Perkiraan waktu", f"{_number(total)} JP"),
        ("Versi", f"{version.number}, {STATES[VersionState(version.state)]}"),
        ("Berlaku sejak", _long(version.in_force_from) if version.in_force_from else ""),
    ]
    return [[name, value] for name, value in told if value]


def _unit(taught, rows):
    return {
        "kode": taught.unit.code,
        "judul": taught.unit.title,
        "jp": _number(taught.hours) if taught.hours else "–",
        "silabus": [
            {
                "elemen": row.element,
                "kuk": row.criteria,
                "iuk": row.indicators,
                "pengetahuan": row.knowledge,
                "praktik": row.practice,
                "sikap": row.attitude,
                "jp": _number(row.hours) if row.hours else "–",
            }
            for row in rows
        ],
    }


def _number(value):
    return format_decimal(value, format="#,##0", locale="id_ID")


def _long(day):
    return format_date(day, "d MMMM y", locale="id_ID")
