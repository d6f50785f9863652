"""The pages beside the code say what is there."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from padan.cli.docs import pages

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document):
    links = [link for link in LINK.findall(document.read_text()) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_what_is_generated_is_current():
    with translation.override("id"):
        stale = [str(path.relative_to(ROOT)) for path, text in pages().items() if path.read_text() != text]
    assert stale == [], "run ./dev docs"


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_direct_dependency_says_what_it_is_for():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    named = [line for line in lines if re.match(r'^    "[a-z0-9-]+(\[[a-z,]+\])?[><=]', line)]
    assert len(named) > 30
    assert [line for line in named if "#" not in line] == []


def test_every_hazard_names_tests_that_exist():
    written = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", (ROOT / "docs" / "reference" / "hazards.md").read_text())
    assert len(named) > 40
    assert [name for name in named if f"def {name}(" not in written] == []
