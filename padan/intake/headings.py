"""Which columns a sheet has. A heading is known by its exact words; likeness and "contains" never count."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from padan.base.readings import Cell, blank, shown
from padan.intake.states import Layout

LOOK_AT = 30  # rows from the top in which a heading may stand


def heading_key(cell: Cell) -> str:
    """A heading as compared: lower case letters and digits, one space, ``%`` as a word; nothing else counts."""
    text = unicodedata.normalize("NFKC", shown(cell)).casefold().replace("%", " persen ")
    return " ".join(re.sub(r"[^\w]+|_", " ", text).split())


@dataclass(frozen=True)
class Shape:
    """The columns of one layout: each field with every heading it is known under, and those it cannot do without."""

    layout: Layout
    words: dict[str, tuple[str, ...]]
    needed: tuple[str, ...]
    by_heading: dict[str, str] = field(init=False)

    def __post_init__(self):
        by_heading = {heading: name for name, headings in self.words.items() for heading in headings}
        object.__setattr__(self, "by_heading", by_heading)


_TRADE = ("kejuruan", "bidang kejuruan", "jurusan kejuruan")
_PROGRAMME = ("program", "program pelatihan", "nama program", "nama program pelatihan", "judul program pelatihan")
_NUMBER = ("no", "nomor", "no urut", "nomor urut")

SHAPES = (
    Shape(
        Layout.VACANCIES,
        {
            "reference": ("id posisi",),
            "title": ("posisi", "nama posisi"),
            "seats": ("jumlah kuota", "kuota"),
            "applicants": ("jumlah terdaftar", "terdaftar"),
            "studies": ("program studi",),
            "company": ("nama perusahaan", "perusahaan"),
            "regency": ("nama kabupaten", "kabupaten", "kabupaten kota"),
            "province": ("nama provinsi", "provinsi"),
            "closes": ("batas", "batas pendaftaran", "batas waktu"),
        },
        ("reference", "title", "seats", "company"),
    ),
    Shape(
        Layout.OPENINGS,
        {
            "number": _NUMBER,
            "title": ("jabatan", "nama jabatan", "lowongan"),
            "occupation": ("kode kbji", "kbji"),
            "occupation_title": ("nama kbji",),
            "description": ("deskripsi", "uraian", "deskripsi pekerjaan"),
            "competences": ("kompetensi", "keahlian"),
            "seats": ("perkiraan lowongan", "jumlah lowongan", "perkiraan jumlah lowongan"),
        },
        ("title", "seats"),
    ),
    Shape(
        Layout.TOTALS,
        {
            "number": _NUMBER,
            "trade": _TRADE,
            "programme": _PROGRAMME,
            "participants": ("jumlah peserta", "peserta"),
            "placed": ("penempatan", "jumlah penempatan"),
            "share": ("persen penempatan", "penempatan persen"),
        },
        ("programme", "participants", "placed"),
    ),
    Shape(
        Layout.ALUMNI,
        {
            "number": _NUMBER,
            "trade": _TRADE,
            "batch": (*_PROGRAMME, "kelas", "nama kelas"),
            "mark": ("status bekerja", "status kerja"),
            "job": ("jabatan bidang", "jabatan", "bidang pekerjaan", "pekerjaan"),
        },
        ("number", "batch", "mark"),
    ),
    Shape(
        Layout.PARTICIPANTS,
        {
            "reference": ("kode transaksi",),
            "number": _NUMBER,
            "name": ("nama", "nama peserta", "nama lengkap"),
            "nik": ("nik", "no nik", "nomor nik", "nomor induk kependudukan", "no ktp", "nomor ktp"),
            "phone": ("no hp", "nomor hp", "hp", "no telepon", "nomor telepon", "telepon", "no wa", "no hp wa"),
            "email": ("email", "e mail", "surel", "alamat email"),
            "sex": ("jenis kelamin", "jk", "kelamin", "gender", "l p"),
            "address": ("alamat", "alamat lengkap", "alamat domisili"),
            "birth_place": ("tempat lahir",),
            "born_on": ("tanggal lahir", "tgl lahir"),
            "age": ("usia", "umur"),
            "education": ("pendidikan terakhir", "pendidikan"),
            "disability": ("disabilitas", "disabilitas tipe disabilitas", "tipe disabilitas", "jenis disabilitas"),
            "abroad_before": ("pernah bekerja di luar negeri",),
            "abroad_wish": ("berminat bekerja di luar negeri",),
            "programme": ("judul program pelatihan", "program pelatihan", "nama program pelatihan", "judul pelatihan"),
            "trade": _TRADE,
            "mode": ("metode pelatihan", "metode"),
            "training_kind": ("jenis pelatihan",),
            "round": ("angkatan", "gelombang", "tahap", "batch"),
            "hours": ("durasi jp", "durasi", "jp", "jumlah jp"),
            "cost": ("biaya pelatihan", "biaya"),
            "starts_on": ("tanggal mulai pelatihan", "tanggal mulai", "tgl mulai"),
            "ends_on": ("tanggal selesai pelatihan", "tanggal selesai", "tgl selesai"),
            "attendance": ("absensi", "kehadiran"),
            "finished": ("status selesai pelatihan",),
            "result": ("status kelulusan", "kelulusan"),
            "funding": ("sumber anggaran", "sumber dana"),
            "work": ("status kebekerjaan", "status bekerja", "status pekerjaan"),
            "employer": ("nama perusahaan nama usaha", "nama perusahaan", "nama usaha", "nama perusahaan usaha"),
            "work_place": ("lokasi penempatan kota kab", "lokasi penempatan", "lokasi penempatan kab kota"),
            "work_kind": ("status",),
            "job": ("jabatan",),
            "began_on": ("tanggal penempatan", "tgl penempatan"),
        },
        ("name", "programme"),
    ),
    Shape(
        Layout.PROGRAMMES,
        {
            "number": _NUMBER,
            "trade": _TRADE,
            "name": _PROGRAMME,
            "hours": (
                "jp",
                "durasi jp 45 menit",
                "durasi jp",
                "jam pelajaran",
                "durasi",
                "jumlah jp",
                "durasi jp 40 menit",
            ),
            "goal": ("tujuan", "tujuan kompetensi"),
            "description": ("deskripsi", "deskripsi program"),
        },
        ("name", "hours"),
    ),
    Shape(
        Layout.NEEDS,
        {
            "number": _NUMBER,
            "company": ("perusahaan", "nama perusahaan"),
            "title": ("jabatan", "nama jabatan", "posisi", "nama posisi", "profesi", "kebutuhan"),
            "people": ("jumlah", "jumlah kebutuhan", "jumlah orang", "orang", "kebutuhan orang"),
            "needed_by": ("kapan", "tenggat waktu", "tenggat", "dibutuhkan", "waktu dibutuhkan"),
            "regency": ("lokasi", "penempatan", "lokasi penempatan", "kab kota", "kabupaten kota"),
            "province": ("provinsi", "nama provinsi"),
            "wage_from": ("upah dari", "gaji minimal", "upah minimal"),
            "wage_to": ("upah sampai", "gaji maksimal", "upah maksimal"),
            "competences": ("kompetensi", "keahlian"),
            "requirements": ("persyaratan", "syarat", "kualifikasi"),
            "occupation": ("kode kbji", "kbji"),
            "said_by": ("narasumber", "yang menyampaikan"),
            "said_on": ("tanggal",),
            "strength": ("kekuatan",),
        },
        ("company", "title", "people"),
    ),
)


@dataclass
class Headings:
    """Where the headings of a sheet stand and which column each field is read from."""

    shape: Shape
    first: int  # index of the row of headings in the sheet
    height: int
    columns: dict[str, int]  # field -> column, from 0
    written: dict[str, str]  # field -> heading as written
    keys: tuple[str, ...]  # every heading as compared, by column
    twice: list[str]  # headings that stand twice; the first was taken

    @property
    def digest(self) -> str:
        return hashlib.sha256("\x1f".join(self.keys).encode()).hexdigest()


def find_headings(rows: list[list[Cell]], remembered=None) -> Headings | None:
    """The best row of headings among the first rows, in one line or two; None when no layout is recognised.

    ``remembered`` maps a digest of headings to what a person said about them: {field: heading as compared}.
    """
    best: Headings | None = None
    for index, row in enumerate(rows[:LOOK_AT]):
        if all(blank(cell) for cell in row):
            continue
        below = rows[index + 1] if index + 1 < len(rows) else []
        for height, options in ((1, _single(row)), (2, _double(row, below))):
            for shape in SHAPES:
                found = _match(shape, options, index, height, remembered or {})
                if found and (best is None or len(found.columns) > len(best.columns)):
                    best = found
        if best and best.first < index:
            break
    return best


def _single(row):
    return [((heading_key(cell), shown(cell).strip()),) for cell in row]


def _double(upper, lower):
    """Per column: both lines read together, the lower alone, the upper alone."""
    if not any(isinstance(cell, str) and not blank(cell) for cell in lower):
        return []
    options = []
    for column in range(max(len(upper), len(lower))):
        above = upper[column] if column < len(upper) else None
        under = lower[column] if column < len(lower) else None
        both = " ".join(filter(None, (shown(above).strip(), shown(under).strip())))
        options.append(tuple((heading_key(text), shown(text).strip()) for text in (both, under, above)))
    return options


def _match(shape, options, index, height, remembered) -> Headings | None:
    keys = tuple(option[0][0] for option in options)
    columns: dict[str, int] = {}
    written: dict[str, str] = {}
    twice: list[str] = []
    for column, choices in enumerate(options):
        for key, text in choices:
            name = shape.by_heading.get(key)
            if name is None:
                continue
            if name in columns:
                twice.append(text)
            else:
                columns[name], written[name] = column, text
            break
    found = Headings(shape, index, height, columns, written, keys, twice)
    for name, key in remembered.get(found.digest, {}).items():
        if name in shape.words and key in keys:
            columns[name] = keys.index(key)
            written[name] = options[columns[name]][0][1]
    return found if all(name in columns for name in shape.needed) else None


def nearest_shape(rows: list[list[Cell]]) -> tuple[Shape, list[str]] | None:
    """For a sentence: the layout whose headings are almost there, and what it lacks. None when nothing fits."""
    best = None
    for row in rows[:LOOK_AT]:
        keys = {heading_key(cell) for cell in row}
        for shape in SHAPES:
            have = {name for key, name in shape.by_heading.items() if key in keys}
            lacks = [name for name in shape.needed if name not in have]
            if len(have) >= 3 and lacks and (best is None or len(have) > best[0]):
                best = (len(have), shape, lacks)
    return (best[1], best[2]) if best else None
