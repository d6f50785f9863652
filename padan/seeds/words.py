"""The invented words of the demonstration: trades, programmes, units, companies, people. No name is anybody's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """A trade with the numbers of its cohort and the words its rows are made of."""

    name: str
    mark: str  # three letters inside the codes of its units
    division: str  # KBLI 2020
    graduates: int
    employed: int
    units_named: int
    units_taught: int
    companies: int
    programmes: tuple[tuple[str, int], ...]  # name, hours (JP)
    jobs: tuple[str, ...]
    firms: tuple[str, ...]
    verbs: tuple[str, ...]
    things: tuple[str, ...]
    units: tuple[str, ...] = ()  # titles that the story needs; the first two are taught nowhere


TRADES = (
    Trade(
        "Garmen", "GAR", "14", 176, 117, 62, 52, 30,
        (("Operator Jahit Industri", 240), ("Pembuat Pola Dasar", 280), ("Pemotong Kain Industri", 200),
         ("Pemeriksa Mutu Busana", 160), ("Penjahit Busana Wanita", 320), ("Penjahit Busana Pria", 320),
         ("Pembordir Komputer", 240), ("Pengawas Jalur Jahit", 200)),
        ("operator jahit", "pembuat pola", "pemeriksa mutu busana"),
        ("Busana", "Garmen", "Tekstil", "Konveksi", "Sandang", "Benang"),
        ("Menyiapkan", "Memilih", "Menggunakan", "Memeriksa", "Merawat", "Menyimpan"),
        ("mesin jahit lurus", "mesin obras", "mesin bordir", "pola dasar", "bahan katun", "bahan kaus", "benang jahit",
         "gunting kain", "meja potong", "setrika uap", "kancing dan ritsleting"),
    ),
    Trade(
        "Pengelasan", "LAS", "25", 208, 127, 74, 62, 38,
        (("Plate Welder SMAW 3G-UP PF", 340), ("Plate Welder GMAW 3G-UP PF", 340), ("Fillet Welder SMAW 2F", 240),
         ("Fillet Welder GMAW 2F", 240), ("Pipe Welder GTAW 6G", 480), ("Juru Potong Logam", 160),
         ("Pembaca Gambar Las", 120), ("Perakit Rangka Baja", 320), ("Pemeriksa Hasil Las", 200),
         ("Operator Gerinda", 120)),
        ("juru las pelat", "juru las pipa", "perakit rangka baja"),
        ("Logam", "Baja", "Rangka", "Konstruksi", "Tempa", "Besi"),
        ("Menyiapkan", "Memilih", "Menggunakan", "Memeriksa", "Merawat", "Menyimpan"),
        ("mesin SMAW", "mesin GMAW", "mesin GTAW", "elektrode", "kawat las", "gas pelindung", "meja kerja las",
         "pelindung mata", "gerinda tangan", "alat potong plasma", "gambar kerja las", "jig dan klem"),
        ("Memotong pelat dengan gas", "Mengelas pelat dengan FCAW", "Mengelas pelat posisi tegak dengan SMAW",
         "Menerapkan prosedur pengelasan (WPS)", "Menerapkan keselamatan kerja las",
         "Menggerinda dan membersihkan sambungan", "Memeriksa hasil las secara visual"),
    ),
    Trade(
        "Refrigerasi dan AC", "RAC", "43", 160, 93, 60, 51, 26,
        (("Teknisi AC Residensial", 240), ("Teknisi AC Komersial", 320), ("Teknisi Lemari Pendingin", 240),
         ("Perakit Saluran Udara", 200), ("Perawat Menara Pendingin", 200), ("Pemasang Pipa Tembaga", 160),
         ("Teknisi Mesin Beku", 320), ("Pengisi Refrigeran", 120)),
        ("teknisi AC residensial", "teknisi mesin pendingin", "pemasang pipa tembaga"),
        ("Sejuk", "Pendingin", "Tata Udara", "Beku", "Kutub"),
        ("Memasang", "Memilih", "Menggunakan", "Memeriksa", "Merawat", "Membongkar"),
        ("unit dalam AC", "unit luar AC", "pipa tembaga", "kompresor", "katup ekspansi", "pompa vakum",
         "alat ukur tekanan", "kabel kendali", "termostat", "saringan udara", "saluran udara"),
    ),
    Trade(
        "Tata boga dan barista", "BOG", "56", 144, 75, 60, 51, 28,
        (("Barista", 160), ("Pembuat Roti", 240), ("Juru Masak Nusantara", 320), ("Pembuat Kue Kering", 160),
         ("Pramusaji", 120), ("Penata Hidangan", 160), ("Pengelola Dapur", 200)),
        ("barista", "pramusaji", "pembuat roti"),
        ("Kopi", "Rasa", "Boga", "Roti", "Dapur"),
        ("Menyiapkan", "Memilih", "Menyajikan", "Memeriksa", "Menakar", "Menyimpan"),
        ("biji kopi", "susu dan krim", "adonan roti", "bumbu dasar", "sayuran segar", "daging beku", "minuman dingin",
         "minuman panas", "kue kering", "hidangan penutup", "saus dan kaldu"),
    ),
    Trade(
        "Otomotif", "OTO", "29", 224, 116, 74, 62, 34,
        (("Mekanik Sepeda Motor Injeksi", 320), ("Mekanik Mobil Dasar", 320), ("Teknisi Rem dan Kemudi", 200),
         ("Teknisi Kelistrikan Kendaraan", 280), ("Teknisi Transmisi", 280), ("Pengecat Badan Kendaraan", 240),
         ("Perawat Mesin Diesel", 320), ("Pembaca Diagnosa Kendaraan", 160), ("Perakit Suku Cadang", 160),
         ("Teknisi Kendaraan Listrik", 400)),
        ("mekanik sepeda motor", "mekanik mobil", "perakit suku cadang"),
        ("Motor", "Otomotif", "Roda", "Mesin", "Suku Cadang", "Kendara"),
        ("Memasang", "Menyetel", "Memeriksa", "Merawat", "Membongkar", "Mengganti"),
        ("rem cakram", "rem tromol", "sistem injeksi", "busi dan koil", "aki", "rantai dan gir", "kopling",
         "radiator", "suspensi depan", "suspensi belakang", "alternator", "motor starter", "saringan oli"),
    ),
    Trade(
        "Teknologi informasi", "TIK", "62", 192, 90, 70, 60, 30,
        (("Junior Web Developer", 320), ("Desainer Grafis Muda", 240), ("Operator Komputer Madya", 160),
         ("Teknisi Jaringan Dasar", 240), ("Penguji Perangkat Lunak", 200), ("Pengelola Basis Data", 280),
         ("Pemasar Digital", 160), ("Penyunting Video", 200), ("Teknisi Dukungan Pengguna", 160)),
        ("pembuat laman web", "desainer grafis", "teknisi jaringan"),
        ("Digital", "Data", "Kode", "Jaringan", "Piksel"),
        ("Merancang", "Membuat", "Menguji", "Memperbaiki", "Mendokumentasikan", "Memelihara"),
        ("formulir web", "tata letak laman", "basis data", "jaringan kabel", "jaringan nirkabel", "akun pengguna",
         "cadangan data", "tampilan aplikasi", "laporan berkala", "skrip otomatis", "galeri gambar", "video pendek"),
    ),
    Trade(
        "Pertanian", "TAN", "01", 64, 25, 44, 37, 14,
        (("Budi Daya Hidroponik", 240), ("Operator Traktor Tangan", 160), ("Pengolah Hasil Panen", 200)),
        ("petugas hidroponik", "operator traktor tangan", "pengolah hasil panen"),
        ("Tani", "Kebun", "Panen"),
        ("Menyiapkan", "Memilih", "Menggunakan", "Memeriksa", "Merawat", "Menyimpan"),
        ("benih sayuran", "media tanam", "larutan nutrisi", "pompa air", "traktor tangan", "pupuk organik",
         "alat semprot", "hasil panen"),
    ),
    Trade(
        "Bahasa Jepang", "JPN", "85", 80, 31, 42, 36, 12,
        (("Bahasa Jepang Dasar", 320), ("Bahasa Jepang untuk Kerja", 400),
         ("Bahasa Jepang, proyek percontohan", 480)),
        ("penerjemah lapangan", "staf administrasi berbahasa Jepang", "operator produksi berbahasa Jepang"),
        ("Sakura", "Bahasa", "Fuji"),
        ("Memahami", "Mengucapkan", "Menulis", "Menjawab", "Menyampaikan", "Menanyakan"),
        ("salam dan perkenalan", "angka dan waktu", "petunjuk kerja", "tanda keselamatan", "laporan harian",
         "keadaan darurat", "cara berbelanja"),
    ),
)  # fmt: skip

PILOT = "Bahasa Jepang, proyek percontohan"

SIGNING = (
    ("PT Contoh Sejuk Abadi", "Refrigerasi dan AC"),
    ("PT Contoh Kopi Nusantara", "Tata boga dan barista"),
    ("CV Contoh Kode Digital", "Teknologi informasi"),
    ("PT Contoh Busana Rapi", "Garmen"),
    ("PT Contoh Roda Sentosa", "Otomotif"),
    ("PT Contoh Pangan Lestari", "Tata boga dan barista"),
    ("PT Contoh Baja Utama", "Pengelasan"),
    ("PT Contoh Griya Tamu", "Tata boga dan barista"),
    ("PT Contoh Listrik Terang", "Refrigerasi dan AC"),
    ("CV Contoh Kayu Ukir", "Otomotif"),
    ("PT Contoh Kapal Bahari", "Pengelasan"),
    ("PT Contoh Tani Makmur", "Pertanian"),
    ("PT Contoh Bahasa Sakura", "Bahasa Jepang"),
    ("PT Contoh Cetak Cepat", "Teknologi informasi"),
    ("PT Contoh Mesin Andalan", "Otomotif"),
)
"""The fifteen that sign on 14 November 2024, in the order of the board."""

OLD_FRIENDS = (
    ("PT Contoh Mitra Presisi", "Pengelasan"),
    ("PT Contoh Logam Jaya", "Pengelasan"),
    ("PT Contoh Hotel Melati", "Tata boga dan barista"),
)
READY = (("CV Contoh Rasa Timur", "Tata boga dan barista"), ("PT Contoh Dermaga Jaya", "Pengelasan"))

FIRST_WORDS = (
    "Cahaya", "Surya", "Bina", "Prima", "Tunas", "Anugerah", "Citra", "Graha", "Puspa", "Rajawali", "Samudra", "Tirta",
    "Wahana", "Bumi", "Dharma", "Lestari", "Mulia", "Sentra", "Pelita", "Jaya",
)  # fmt: skip

BEGINNINGS = ("Ra", "Ti", "Wi", "Sa", "Bu", "Ne", "La", "Da", "Gi", "Mo", "Pu", "Ka", "Yo", "Fe", "Lu", "Ha")
MIDDLES = ("n", "l", "ndr", "m", "r", "s", "nt", "w", "k", "y")
ENDINGS = ("u", "a", "i", "o", "eka", "imba", "ura", "ani", "esta", "odi", "ando", "ira")
"""Syllables of names that nobody bears, or everybody could."""

REGIONS = (
    "Kota Bekasi", "Kabupaten Bekasi", "Kabupaten Karawang", "Kabupaten Purwakarta", "Kota Depok", "Kabupaten Bogor",
)  # fmt: skip

FUNDINGS = ("APBN", "APBN", "APBN", "APBD", "DBHCHT")
SCHOOLS = ("SMA sederajat", "SMK", "SMK", "SMP sederajat", "Diploma III")

BOARD = (
    ("Ketua", ""),
    ("Wakil Ketua", "Ketua"),
    ("Sekretaris", "Ketua"),
    ("Bendahara", "Ketua"),
    ("Bidang Program dan Kurikulum", "Wakil Ketua"),
    ("Bidang Penempatan", "Wakil Ketua"),
    ("Bidang Pemagangan", "Wakil Ketua"),
    ("Bidang Hubungan Masyarakat", "Sekretaris"),
)
