"""``padan doctor``: one line for each thing an installation leans on, with the way out; exit code 1 when one is bad."""

import os
import shutil
import sqlite3
import stat
from dataclasses import dataclass
from datetime import UTC, datetime

import click
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils.translation import gettext as _

from padan.base.files import faults
from padan.people.checks import unfit
from padan.people.models import User
from padan.trail.models import Entry

OK, WARN, BAD = "ok", "warn", "bad"
COLOURS = {OK: "green", WARN: "yellow", BAD: "red"}
LITTLE_DISK, NO_DISK = 2 * 2**30, 200 * 2**20
CLOCK_SLACK_S = 300


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, and what to do about it."""

    level: str
    about: str
    words: str
    way_out: str = ""


@click.command()
@click.argument("what", type=click.Choice(["all", "files"]), default="all")
def doctor(what):
    """Examine this installation; with "files" also read every kept file and compare it with what was kept."""
    looks = (files,) if what == "files" else LOOKS
    found = [finding for look in looks for finding in look()]
    for finding in found:
        mark = click.style(f"{finding.level:<4}", fg=COLOURS[finding.level], bold=True)
        way_out = f" → {finding.way_out}" if finding.way_out else ""
        click.echo(f"{mark}  {finding.about}: {finding.words}{way_out}")
    raise SystemExit(1 if any(finding.level == BAD for finding in found) else 0)


def home():
    """The folder of the installation: there, writable, its secrets for their owner only."""
    if not os.access(settings.HOME, os.W_OK):
        yield Finding(BAD, "PADAN_HOME", str(settings.HOME), _("give this account the right to write there"))
        return
    open_files = [
        file.name
        for file in sorted(settings.HOME.glob("*.txt"))
        if stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_files:
        yield Finding(BAD, "PADAN_HOME", _("others can read %(files)s") % {"files": ", ".join(open_files)}, "chmod 600")
    else:
        yield Finding(OK, "PADAN_HOME", str(settings.HOME))
    free = shutil.disk_usage(settings.HOME).free
    level = BAD if free < NO_DISK else WARN if free < LITTLE_DISK else OK
    yield Finding(level, _("Free disk"), f"{free / 2**30:.1f} GB", "" if level == OK else _("make room"))


def database():
    """Whether it answers, keeps what it says it kept, and is up to date."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(BAD, _("Database"), str(error).strip().splitlines()[0], _("look at PADAN_DATABASE_URL"))
        return
    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()
    executor = MigrationExecutor(connection)
    if waiting := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
        yield Finding(BAD, _("Migrations"), _("%(n)s wait") % {"n": waiting}, _("padan run or padan serve runs them"))
        return
    yield Finding(OK, _("Migrations"), _("all applied"))
    yield from _clock()
    yield from _demonstration()


def _sqlite():
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        keys = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
    yield Finding(OK, "SQLite", sqlite3.sqlite_version)
    told = f"journal_mode={journal}, synchronous={('OFF', 'NORMAL', 'FULL', 'EXTRA')[synchronous]}"
    safe = (journal == "wal" and synchronous >= 2 and settings.SQLITE_WAL_IS_SAFE) or (
        journal == "delete" and synchronous >= 3
    )
    if journal == "memory":
        yield Finding(WARN, _("Writes are kept"), _("only in memory, until the process ends"))
    elif safe:
        yield Finding(OK, _("Writes are kept"), told)
    else:
        yield Finding(BAD, _("Writes are kept"), told, _("use DELETE with EXTRA, or SQLite 3.51.3 with WAL and FULL"))
    if not keys:
        yield Finding(BAD, _("Foreign keys"), _("not checked"), "PRAGMA foreign_keys=ON")


def _postgresql():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN "
            "('server_version', 'fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name"
        )
        told = dict(cursor.fetchall())
    version = int(told["server_version"].split(".")[0])
    level = OK if version >= 15 else BAD
    yield Finding(level, "PostgreSQL", told["server_version"], "" if level == OK else _("use 15 or newer"))
    for name in ("fsync", "full_page_writes"):
        level = OK if told[name] == "on" else BAD
        yield Finding(level, name, told[name], "" if level == OK else f"postgresql.conf: {name} = on")
    committed = told["synchronous_commit"]
    level = WARN if committed == "off" else OK
    yield Finding(level, "synchronous_commit", committed, "" if level == OK else _("on, so that no write is lost"))


def _clock():
    last = Entry.objects.aggregate(last=Max("written_at"))["last"]
    now = datetime.now(UTC)
    if last and (last - now).total_seconds() > CLOCK_SLACK_S:
        yield Finding(
            BAD,
            _("Clock"),
            _("the trail was last written at %(time)s UTC, which is still to come")
            % {"time": f"{last:%d-%m-%Y %H:%M}"},
            _("set the clock (NTP)"),
        )
    else:
        yield Finding(OK, _("Clock"), f"{now:%d-%m-%Y %H:%M} UTC")
    if settings.PADAN_TODAY:
        yield Finding(BAD if settings.HTTPS else WARN, "PADAN_TODAY", f"{settings.PADAN_TODAY:%d-%m-%Y}")


def _demonstration():
    number = User.objects.filter(is_demo=True, is_active=True).count()
    if number:
        level = BAD if settings.HTTPS else WARN
        yield Finding(
            level, _("Demonstration accounts"), str(number), _("keep real data in an installation of its own")
        )
    else:
        yield Finding(OK, _("Demonstration accounts"), _("none"))


def keys():
    """Secrets and hosts: in the environment for others, made here for a laptop."""
    if not settings.HTTPS:
        yield Finding(WARN, "HTTPS", _("off: for this computer only"), _("PADAN_HTTPS=1 on a server"))
        return
    faults = unfit()
    for fault in faults:
        yield Finding(BAD, _("Settings"), str(fault.msg), str(fault.hint or ""))
    if not faults:
        yield Finding(OK, _("Settings"), _("keys and host names are there"))


def files():
    """Every kept file, byte by byte."""
    altered = list(faults())
    for row, words in altered:
        thing = f"{row._meta.label} {getattr(row, 'code', row.pk)}"
        yield Finding(BAD, thing, words, _("bring it back from a backup"))
    if not altered:
        yield Finding(OK, _("Kept files"), _("all there and unchanged"))


LOOKS = (home, keys, database)
