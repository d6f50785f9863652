"""An invented agreement, to look at a template with."""

from padan.agreements.wording.parts import TITLES


def context(kind: str) -> dict:
    """What fills the preview of a template."""
    parties = [
        _party("PHK-CONTOH1", "I", "PIHAK PERTAMA", "Balai Pelatihan Contoh", "Kepala", "HK.05/015/PKS/XI/2024"),
        _party("PHK-CONTOH2", "II", "PIHAK KEDUA", "PT Contoh Sentosa", "Direktur", "015/LGL/2024"),
    ]
    everybody = [party["kode"] for party in parties]
    promises = [
        _promise("JNJ-CONTOH1", parties[0], "Melatih juru las pelat", "32 (tiga puluh dua) orang", everybody),
        _promise("JNJ-CONTOH2", parties[1], "Menerima lulusan bekerja", "24 (dua puluh empat) orang", everybody),
    ]
    title = "Pelatihan dan Penempatan Juru Las"
    return {
        "jenis": kind,
        "kode": "",
        "kepala": [TITLES[kind], title],
        "perjanjian": {
            "jenis": TITLES[kind],
            "judul": title,
            "tujuan": "menyiapkan tenaga kerja yang kompeten dan menempatkannya pada pekerjaan yang layak",
            "saat": (
                "hari Jumat, tanggal lima belas, bulan November, tahun dua ribu dua puluh empat (15-11-2024), "
                "bertempat di Aula Contoh"
            ),
            "tanggal": "15 November 2024",
            "tempat": "Aula Contoh",
            "mulai": "15 November 2024",
            "berakhir": "14 November 2026",
            "jangka_waktu": "2 (dua) tahun",
            "forum": "Forum Contoh",
        },
        "pihak": parties,
        "kewajiban": promises,
        "lingkup": [{"nama": "pelatihan bersama"}, {"nama": "penempatan dan rekrutmen"}],
    }


def _party(code, order, called, name, position, number):
    return {
        "kode": code,
        "urutan": order,
        "sebutan": called,
        "nama": name,
        "penanda_tangan": "Nama Penanda Tangan",
        "jabatan": position,
        "dasar": "surat kuasa yang sah",
        "alamat": "Jalan Contoh Nomor 1, Kota Bekasi",
        "nomor": number,
        "nib": "",
        "npwp": "",
        "kontak": "Jalan Contoh Nomor 1, Kota Bekasi",
    }


def _promise(code, party, words, number, everybody):
    return {
        "kode": code,
        "sebutan": party["sebutan"],
        "pihak": party["nama"],
        "isi": words,
        "jumlah": number,
        "tenggat": "31 Desember 2025",
        "menyentuh": everybody,
    }
