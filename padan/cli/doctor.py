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
def doctor():
    """Examine this installation."""
    found = [finding for look in LOOKS for finding in look()]
    for finding in found:
        mark = click.style(f"{finding.level:<4}", fg=COLOURS[finding.level], bold=True)
        way_out = f" → {finding.way_out}" if finding.way_out else ""
        click.echo(f"{mark}  {finding.about}: {finding.words}{way_out}")
    raise SystemExit(1 if any(finding.level == BAD for finding in found) else 0)


def home():
    """The folder of the installation: there, writable, its secrets for their owner only."""
    if not os.access(settings.HOME, os.W_OK):
        yield Finding(BAD, "PADAN_HOME", f"{settings.HOME} tidak dapat ditulisi", "beri hak tulis kepada akun ini")
        return
    open_files = [
        file.name
        for file in sorted(settings.HOME.glob("*.txt"))
        if stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_files:
        yield Finding(BAD, "PADAN_HOME", f"{', '.join(open_files)} terbaca orang lain", "chmod 600")
    else:
        yield Finding(OK, "PADAN_HOME", str(settings.HOME))
    free = shutil.disk_usage(settings.HOME).free
    level = BAD if free < NO_DISK else WARN if free < LITTLE_DISK else OK
    yield Finding(level, "Ruang kosong", f"{free / 2**30:.1f} GB", "" if level == OK else "kosongkan ruang")


def database():
    """Whether it answers, keeps what it says it kept, and is up to date."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(BAD, "Basis data", str(error).strip().splitlines()[0], "periksa PADAN_DATABASE_URL")
        return
    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()
    executor = MigrationExecutor(connection)
    if waiting := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
        yield Finding(BAD, "Migrasi", f"{waiting} belum dijalankan", "padan run atau padan serve menjalankannya")
        return
    yield Finding(OK, "Migrasi", "semua sudah dijalankan")
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
        yield Finding(WARN, "Tulisan tersimpan", "basis data di memori: hilang bila proses berhenti")
    elif safe:
        yield Finding(OK, "Tulisan tersimpan", told)
    else:
        yield Finding(
            BAD, "Tulisan tersimpan", told, "pakai DELETE dengan EXTRA, atau SQLite 3.51.3 dengan WAL dan FULL"
        )
    if not keys:
        yield Finding(BAD, "Kunci asing", "tidak diperiksa", "PRAGMA foreign_keys=ON")


def _postgresql():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN "
            "('server_version', 'fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name"
        )
        told = dict(cursor.fetchall())
    version = int(told["server_version"].split(".")[0])
    level = OK if version >= 15 else BAD
    yield Finding(level, "PostgreSQL", told["server_version"], "" if level == OK else "pakai versi 15 atau lebih baru")
    for name in ("fsync", "full_page_writes"):
        level = OK if told[name] == "on" else BAD
        yield Finding(level, name, told[name], "" if level == OK else f"{name} = on di postgresql.conf")
    committed = told["synchronous_commit"]
    level = WARN if committed == "off" else OK
    yield Finding(level, "synchronous_commit", committed, "" if level == OK else "on, agar tidak ada tulisan hilang")


def _clock():
    last = Entry.objects.aggregate(last=Max("written_at"))["last"]
    now = datetime.now(UTC)
    if last and (last - now).total_seconds() > CLOCK_SLACK_S:
        yield Finding(
            BAD, "Jam", f"jejak terakhir ditulis {last:%d-%m-%Y %H:%M} UTC, sesudah sekarang", "setel jam (NTP)"
        )
    else:
        yield Finding(OK, "Jam", f"{now:%d-%m-%Y %H:%M} UTC")
    if settings.PADAN_TODAY:
        yield Finding(BAD if settings.HTTPS else WARN, "PADAN_TODAY", f"diceritakan {settings.PADAN_TODAY:%d-%m-%Y}")


def _demonstration():
    number = User.objects.filter(is_demo=True, is_active=True).count()
    if number:
        level = BAD if settings.HTTPS else WARN
        yield Finding(level, "Akun contoh", f"{number} aktif", "jangan dipakai untuk data sungguhan")
    else:
        yield Finding(OK, "Akun contoh", "tidak ada")


def keys():
    """Secrets and hosts: in the environment for others, made here for a laptop."""
    if not settings.HTTPS:
        yield Finding(WARN, "HTTPS", "tidak dipakai: hanya untuk komputer ini", "PADAN_HTTPS=1 di server")
        return
    faults = unfit()
    for fault in faults:
        yield Finding(BAD, "Pengaturan", str(fault.msg), str(fault.hint or ""))
    if not faults:
        yield Finding(OK, "Pengaturan", "kunci dan nama host ada")


LOOKS = (home, keys, database)
