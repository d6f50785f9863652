"""``padan docs``: write the pages of the reference that are drawn from the code."""

import importlib
from pathlib import Path

import click
from django.apps import apps

from padan.base.flow import Flow
from padan.chores import retention
from padan.figures.registry import FIGURES

ROOT = Path(__file__).resolve().parent.parent.parent


@click.command()
def docs():
    """Draw the state diagrams, the map of rooms and the table of figures into docs/reference/."""
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        click.echo(str(path.relative_to(ROOT)))


def pages():
    """Every generated page: its path and what it should hold."""
    return _states() | {
        ROOT / "docs/reference/rooms.md": _rooms(),
        ROOT / "docs/reference/angka.md": _figures(),
        ROOT / "docs/reference/retention.md": retention.page(),
    }


def _rooms():
    lines = ["# Rooms", "", "Top of the stair first; each room knows only the rooms below it.", ""]
    labels = [config.label for config in apps.get_app_configs() if config.name.startswith("padan.")]
    for label in [*sorted(set(labels) - {"web"}, key=labels.index, reverse=True)]:
        first, _, rest = importlib.import_module(f"padan.{label}").__doc__.strip().partition("\n")
        lines += [f"## {label}", "", first, "", " ".join(rest.split()), ""]
    return "\n".join(lines)


def _states():
    drawn = {}
    for config in apps.get_app_configs():
        if not (ROOT / "padan" / config.label / "states.py").exists():
            continue
        for name, flow in vars(importlib.import_module(f"{config.name}.states")).items():
            if isinstance(flow, Flow):
                path = ROOT / "docs/reference/states" / f"{config.label}-{name.lower()}.md"
                drawn[path] = f"# {config.label}: {name}\n\n```mermaid\n{flow.diagram()}\n```\n"
    return drawn


def _figures():
    lines = ["# Angka", "", "Setiap angka: kunci, nama, dan aturan hitungnya.", ""]
    for figure in FIGURES.values():
        lines += [f"## {figure.label} (`{figure.key}`, aturan versi {figure.version})", "", str(figure.rule), ""]
        if figure.warning:
            lines += [f"> {figure.warning}", ""]
    return "\n".join(lines)
