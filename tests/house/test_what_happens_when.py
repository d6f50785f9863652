"""The page "What happens when …" names every act, and nothing that is none."""

import ast
import importlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "explanation" / "what-happens-when.md"
ACTING = [*ROOT.glob("padan/*/actions.py"), *ROOT.glob("padan/*/actions/*.py"), ROOT / "padan/intake/settling.py"]


def named():
    return re.findall(r"`((?:\w+\.){2,}\w+)`", PAGE.read_text())


def acts():
    """Public functions that run in one transaction or are done by somebody: ``room.module.function``."""
    found = set()
    for file in ACTING:
        module = ".".join(file.relative_to(ROOT / "padan").with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                atomic = any("atomic" in ast.unparse(one) for one in node.decorator_list)
                if atomic or "by" in {one.arg for one in node.args.kwonlyargs}:
                    found.add(f"{module}.{node.name}")
    return found


def test_no_act_is_missing_on_the_page():
    assert len(acts()) > 100
    assert sorted(acts() - set(named())) == [], f"say in {PAGE.name} when these happen"


def test_every_function_on_the_page_exists():
    gone = []
    for name in named():
        module, function = name.rsplit(".", 1)
        try:
            there = callable(getattr(importlib.import_module(f"padan.{module}"), function, None))
        except ModuleNotFoundError:
            there = False
        gone += [] if there else [name]
    assert gone == []


def test_every_sentence_says_when_and_which_function():
    sentences = re.split(r"\n- ", PAGE.read_text())[1:]
    assert len(sentences) >= 25
    assert [one for one in sentences if not one.startswith("When ") or "`" not in one] == []
