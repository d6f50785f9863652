"""The command ``padan``. Commands that need the database set Django up; ``match`` and ``warm`` work without."""

import importlib
import os

import click

COMMANDS = {
    "run": "padan.cli.run:run",
    "work": "padan.cli.run:work",
    "serve": "padan.cli.run:serve",
    "demo": "padan.cli.demo:demo",
    "intake": "padan.cli.intake:intake",
    "figures": "padan.cli.figures:figures",
    "match": "padan.cli.match:match",
    "warm": "padan.cli.match:warm",
    "round": "padan.cli.round:rounds",
    "account": "padan.cli.account:account",
    "reference": "padan.cli.reference:reference",
    "overseas": "padan.cli.overseas:overseas",
    "chores": "padan.cli.chores:chores",
    "erase": "padan.cli.erase:erase",
    "trail": "padan.cli.trail:trail",
    "doctor": "padan.cli.doctor:doctor",
    "docs": "padan.cli.docs:docs",
}
WITHOUT_DATABASE = {"match", "warm"}
NEEDS_TABLES = {
    "demo",
    "intake",
    "figures",
    "account",
    "reference",
    "chores",
    "erase",
    "trail",
    "work",
    "round",
    "overseas",
}


class Door(click.Group):
    """Finds a command by name and imports only that one."""

    def list_commands(self, ctx):
        return list(COMMANDS)

    def get_command(self, ctx, name):
        if name not in COMMANDS:
            return None
        if name not in WITHOUT_DATABASE:
            _set_up()
        if name in NEEDS_TABLES and not ctx.resilient_parsing:
            importlib.import_module("padan.cli.database").ready()
        module, attribute = COMMANDS[name].split(":")
        return getattr(importlib.import_module(module), attribute)


def _set_up():
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    translation.activate("id")


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]})
def main():
    """Padan: taut dan padan lembaga pelatihan dengan industri."""
