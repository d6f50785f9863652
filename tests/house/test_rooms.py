"""The house examines itself: the order of the rooms, hidden backs, flows, factories."""

import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, OneToOneField

from padan.base.flow import Flow

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = [config for config in apps.get_app_configs() if config.name.startswith("padan.") and config.label != "web"]
NOT_FOR_THE_PUBLIC = {"base", "reference", "trail", "figures", "cli", "web", "seeds", "chores"}


def flows():
    found = {}
    for room in ROOMS:
        if (ROOT / "padan" / room.label / "states.py").exists():
            module = importlib.import_module(f"{room.name}.states")
            found |= {f"{room.label}.{name}": value for name, value in vars(module).items() if isinstance(value, Flow)}
    return found


def test_the_import_contracts_hold():
    told = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout


def test_every_open_room_is_kept_from_public_pages():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (public,) = [one for one in contracts if one["name"] == "The public reads approved figures only"]
    rooms = {path.parent.name for path in (ROOT / "padan").glob("*/__init__.py")}
    assert {f"padan.{room}" for room in rooms - NOT_FOR_THE_PUBLIC} == set(public["forbidden_modules"])


def test_keys_into_earlier_rooms_have_hidden_backs():
    shown = [
        f"{model._meta.label}.{field.name}"
        for room in ROOMS
        for model in room.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | OneToOneField)
        and not field.auto_created
        and field.related_model._meta.app_label != room.label
        and not field.remote_field.hidden
    ]
    assert shown == []


def test_every_room_opens_with_a_sign_on_its_door():
    for room in ROOMS:
        sign = importlib.import_module(room.name).__doc__
        assert sign, room.label
        assert len(sign.strip()) > 60, room.label


def test_every_table_has_a_factory():
    missing = []
    for room in ROOMS:
        models = {model.__name__ for model in room.get_models()}
        made = set()
        for file in sorted((ROOT / "tests" / "factories").glob(f"{room.label}*.py")):
            module = importlib.import_module(f"factories.{file.stem}")
            made |= {
                value._meta.model.__name__
                for value in vars(module).values()
                if isinstance(value, type) and hasattr(value, "_meta") and getattr(value._meta, "model", None)
            }
        missing += [f"{room.label}.{name}" for name in sorted(models - made)]
    # the trail is written by its one act, summaries by theirs: a factory would be a second way
    assert [name for name in missing if not name.startswith("trail.") and name != "figures.Summary"] == []


@pytest.mark.parametrize("name", sorted(flows()))
def test_every_state_of_a_flow_is_reachable_from_its_first(name):
    flow = flows()[name]
    entered = {to for states in flow.steps.values() for to in states}
    starts = flow.states - entered or set(list(flow.steps)[:1])
    seen, todo = set(), list(starts)
    while todo:
        state = todo.pop()
        if state not in seen:
            seen.add(state)
            todo.extend(flow.allowed_from(state))
    assert seen == flow.states


@pytest.mark.parametrize("name", sorted(flows()))
def test_every_flow_is_drawn_as_it_is(name):
    drawn = ROOT / "docs" / "reference" / "states" / f"{name.replace('.', '-').lower()}.md"
    assert drawn.exists(), "run ./dev docs"
    assert flows()[name].diagram() in drawn.read_text(), "run ./dev docs"


def test_no_path_of_the_machine_it_was_written_on_stands_in_the_repository():
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    texts = [ROOT / name.decode() for name in files if name and not name.endswith((b".woff2", b".png", b".gz"))]
    here = [f"{ROOT}/", f"{Path.home()}/"]
    found = [
        str(path) for path in texts if path.exists() and any(one in path.read_text(errors="replace") for one in here)
    ]
    assert found == []
