"""How names of regions are compared: a plain rule, never likeness."""

import re

OTHER_NAMES = {
    "DKI JAKARTA": "DAERAH KHUSUS IBUKOTA JAKARTA",
    "DI YOGYAKARTA": "DAERAH ISTIMEWA YOGYAKARTA",
    "D.I YOGYAKARTA": "DAERAH ISTIMEWA YOGYAKARTA",
    "D.I. YOGYAKARTA": "DAERAH ISTIMEWA YOGYAKARTA",
    "NAD": "ACEH",
    "NANGGROE ACEH DARUSSALAM": "ACEH",
    "NANGGROE ACEH DARUSSALAM (NAD)": "ACEH",
}
"""Other official or former names of provinces that files still carry."""

SHORT_FORMS = (
    (re.compile(r"^KAB(\.\s*|\s+)"), "KABUPATEN "),
    (re.compile(r"^KOTA ADM(\.\s*|\s+)"), "KOTA ADMINISTRASI "),
)


def region_key(text: str) -> str:
    """The name as it is compared: one space, upper case, short forms written out, one name per province.

    ``"  Kab.  Bekasi"`` becomes ``"KABUPATEN BEKASI"``. A name without its kind ("Bantul") stays without.
    """
    key = " ".join(text.split()).upper()
    for short, full in SHORT_FORMS:
        key = short.sub(full, key)
    return OTHER_NAMES.get(key, key)
