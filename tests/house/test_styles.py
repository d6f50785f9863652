"""One sheet for every page, small enough for a slow line, in which every colour that is used is also told."""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent.parent / "padan" / "web" / "static"
SHEETS = {path.name: path.read_text() for path in STATIC.glob("*.css")}


def test_the_sheet_of_every_page_stays_under_45_kb():
    assert len(SHEETS["padan.css"].encode()) < 45_000


def test_every_variable_that_is_used_is_told():
    told = set(re.findall(r"(--[\w-]+)\s*:", "".join(SHEETS.values())))
    used = set(re.findall(r"var\((--[\w-]+)\)", "".join(SHEETS.values())))
    assert len(used) > 30
    assert used - told == set()


def test_no_sheet_loses_a_bracket():
    for name, sheet in SHEETS.items():
        bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
        assert bare.count("{") == bare.count("}"), name
