"""Every word a person reads stands in the Indonesian catalogue of its room."""

import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = sorted(
    path.parent.name
    for path in (ROOT / "padan").glob("*/__init__.py")
    if any("gettext" in file.read_text() for file in path.parent.rglob("*.py"))
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A copy of the rooms with catalogues made anew from the sources."""
    if shutil.which("xgettext") is None:
        pytest.skip("needs gettext: apt-get install gettext")
    copy = tmp_path_factory.mktemp("words")
    shutil.copytree(ROOT / "padan", copy / "padan", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    for room in ROOMS:
        (copy / "padan" / room / "locale").mkdir(exist_ok=True)
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "id", "--no-location", "--no-wrap", "-v0"],
            cwd=copy / "padan" / room,
            env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
            check=True,
            capture_output=True,
        )
    return copy


def messages(path):
    with path.open("rb") as file:
        return [message for message in read_po(file, locale="id") if message.id]


@pytest.mark.parametrize("room", ROOMS)
def test_the_catalogue_of_a_room_is_complete(room, fresh):
    kept = ROOT / "padan" / room / "locale" / "id" / "LC_MESSAGES" / "django.po"
    needed = fresh / "padan" / room / "locale" / "id" / "LC_MESSAGES" / "django.po"
    if not needed.exists():
        return
    words = {message.id: message for message in messages(kept)} if kept.exists() else {}
    missing = [message.id for message in messages(needed) if message.id not in words]
    empty = [key for key, message in words.items() if not message.string or not all(message.string)]
    fuzzy = [key for key, message in words.items() if message.fuzzy]
    assert (missing, empty, fuzzy) == ([], [], [])


@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_keeps_the_places_of_its_values(room):
    kept = ROOT / "padan" / room / "locale" / "id" / "LC_MESSAGES" / "django.po"
    if not kept.exists():
        return
    faults = [(message.id, [str(error) for error in message.check()]) for message in messages(kept)]
    assert [fault for fault in faults if fault[1]] == []


def test_a_sentence_has_one_reading_in_all_catalogues():
    """They are merged when Padan runs and the first room wins: a second reading is never seen, its page says the first.

    One word for both; where Indonesian has two, a context tells them apart: ``pgettext_lazy("button", "Open")``,
    ``{% trans "Open" context "button" %}``. Entries no longer used go with ``./dev words ROOM``.
    """
    readings = defaultdict(lambda: defaultdict(list))
    for path in sorted((ROOT / "padan").glob("*/locale/id/LC_MESSAGES/django.po")):
        for message in messages(path):
            sentence, reading = (one if isinstance(one, str) else one[0] for one in (message.id, message.string))
            readings[message.context, sentence][reading].append(path.parts[-5])
    told = [
        f"“{sentence}”{f' ({context})' if context else ''}: "
        + ", ".join(f"“{word}” in {' and '.join(rooms)}" for word, rooms in words.items())
        for (context, sentence), words in readings.items()
        if len(words) > 1
    ]
    assert told == []
