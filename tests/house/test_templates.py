"""Every template is used by a page, another template or a library that looks for it by name."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent / "padan"
TEMPLATES = ROOT / "web" / "templates"
LOOKED_FOR_BY_NAME = re.compile(r"^(account|mfa)/|^(400|403|404|500)\.html$")  # by the accounts library and the frame


def test_every_template_is_used():
    names = sorted(str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*") if file.is_file())
    told = "\n".join(file.read_text() for kind in ("*.py", "*.html", "*.txt") for file in ROOT.rglob(kind))
    told += (ROOT.parent / "config" / "settings.py").read_text()
    unused = [name for name in names if f'"{name}' not in told and not LOOKED_FOR_BY_NAME.match(name)]
    assert unused == []


def test_a_piece_that_stands_alone_is_given_the_token_of_its_forms():
    """``only`` leaves the token out, the form is drawn without it, and what is posted is refused in every browser."""
    files = {str(file.relative_to(TEMPLATES)): file.read_text() for file in TEMPLATES.rglob("*.html")}
    includes = re.compile(r'{% include "([^"]+)"([^%]*) only %}')
    without = [
        f"{name}: {piece}"
        for name, text in files.items()
        for piece, given in includes.findall(text)
        if "{% csrf_token %}" in files[piece] and "csrf_token=csrf_token" not in given
    ]
    assert without == []
