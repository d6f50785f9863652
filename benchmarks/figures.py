"""Every figure of a forum counted anew, beside the same statistics written directly in DuckDB.

``./dev bench figures [DATABASE_URL] [--graduates N] [--filled]``: fills an empty database (SQLite in a passing folder
by default) with N graduates in classes of 16, three outcomes each, and a placement for one in ten; ``--filled`` when
that was done before, in the folder ``--home``. Then, each in a process of its own: all figures of the registry,
``placed`` by every dimension and the time to a job by trade, as ``padan`` counts them, and the same numbers by DuckDB
from its own file, whose loading is timed apart. The numbers of both are compared. Prints seconds and peaks of memory.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.house import DATABASE_HELP, empty_house
from benchmarks.machine import describe, spent_by_database

DAY = date(2025, 12, 31)
CLASS, CENTRES, PROGRAMMES, ROUNDS = 16, 40, 400, 3
WINDOWS = (("m3", 91), ("m6", 183), ("m12", 365))
STATUSES = ("employed",) * 9 + ("unknown",) * 4 + (
    "seeking", "seeking", "seeking", "self_employed", "studying", "apprenticeship", "not_seeking",
)  # fmt: skip
TRADES = [f"Kejuruan {n:02d}" for n in range(12)]
FUNDINGS = ["APBN", "APBD", "Mandiri"]


def main(argv):
    wanted = argparse.ArgumentParser("./dev bench figures", description=__doc__)
    wanted.add_argument("url", nargs="?", help=DATABASE_HELP)
    wanted.add_argument("--graduates", type=int, default=100_000)
    wanted.add_argument("--filled", action="store_true")
    wanted.add_argument("--part", choices=["ours", "load", "peer"], help="for this command's own processes")
    wanted.add_argument("--home", help="the same")
    asked = wanted.parse_args(argv)
    if asked.part == "peer":
        return peer(Path(asked.home))
    with empty_house(asked.url, folder=asked.home, day=DAY.isoformat()) as home:
        if asked.part:
            return {"ours": ours, "load": load}[asked.part](home)
        print(describe())
        if not asked.filled:
            began = time.perf_counter()
            rows = fill(asked.graduates)
            print(f"{rows} written in {time.perf_counter() - began:.0f} s")
        told = {part: run(part, home, asked.url) for part in ("load", "peer", "ours")}
    report(told)
    return None


def run(part, home, url):
    """One part in a process of its own; what it printed, as JSON."""
    call = [sys.executable, "-m", "benchmarks", "figures", "--part", part, "--home", str(home), *([url] if url else [])]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def report(told):
    ours, peer = told["ours"], told["peer"]
    print(f"{'seconds by the clock (CPU)':34}{'padan':>16}{'DuckDB':>16}")
    for name in ours["seconds"]:
        print(f"{name:34}" + "".join(f"{_seconds(part, name):>16}" for part in (ours, peer)))
    print(f"{'peak of memory, MiB':34}{ours['MiB']:16.0f}{peer['MiB']:16.0f}")
    load = told["load"]
    print(
        f"DuckDB took the tables out of the database in {load['seconds']:.1f} s ({load['CPU']:.1f} of CPU), "
        f"{load['MiB']:.0f} MiB"
    )
    differ = {name: (ours["numbers"][name], peer["numbers"].get(name)) for name in ours["numbers"]
              if ours["numbers"][name] != peer["numbers"].get(name)}  # fmt: skip
    print("the same numbers" if not differ else f"DIFFERENT: {differ}")


def _seconds(part, name):
    clock, cpu = part["seconds"][name]
    return f"{clock:.2f} ({cpu:.2f})"


def spent():
    """CPU seconds of this process, and of PostgreSQL where that runs on this machine."""
    return time.process_time() + spent_by_database()


def timed(steps, cpu=time.process_time):
    """Run named steps twice; clock and CPU of each the first time, of all both times, and what they gave."""
    seconds, numbers = {}, {}
    for name in ("all", "again"):
        began = time.perf_counter(), cpu()
        for step_name, step in steps.items():
            at = time.perf_counter(), cpu()
            numbers |= step()
            seconds.setdefault(step_name, (time.perf_counter() - at[0], cpu() - at[1]))
        seconds[name] = (time.perf_counter() - began[0], cpu() - began[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "MiB": peak, "numbers": numbers}))


# --- padan ------------------------------------------------------------------------------------------------------------


def ours(home):
    from padan.figures.asking import ask, figures_of
    from padan.figures.breakdowns import DIMENSIONS, break_down
    from padan.organisations.queries import EVERYWHERE

    def every_figure():
        return {
            one.key: [one.numerator, one.denominator, one.unknown, one.value if one.unit == "days" else None]
            for one in figures_of(EVERYWHERE, as_of=DAY)
            if one.key in COMPARED
        }

    def by_dimension():
        asked = ask("placed", EVERYWHERE, as_of=DAY)
        found = {key: break_down(asked, key, EVERYWHERE) for key in DIMENSIONS}
        return {f"placed by {key}": groups_told(one) for key, one in found.items() if key in ("trade", "funding")}

    def times_by_trade():
        found = break_down(ask("time_to_job", EVERYWHERE, as_of=DAY), "trade", EVERYWHERE)
        return {"time by trade": [[group.label, group.k, group.n, group.median] for group in found.groups]}

    steps = {"every figure": every_figure, "placed by 8 dimensions": by_dimension, "time by trade": times_by_trade}
    timed(steps, cpu=spent)


def groups_told(breakdown):
    return [[group.label, group.k, group.n, group.unknown] for group in breakdown.groups]


COMPARED = (
    "graduates", "placed", "self_employed", "unknown", "placed_of_answered", "response", "field_fit", "retained_6",
    "retained_12", "time_to_job",
)  # fmt: skip


# --- DuckDB -----------------------------------------------------------------------------------------------------------

TABLES = {
    "enrolment": ("training_enrolment", "id, batch_id, person_id, state, finished_on"),
    "batch": ("training_batch", "id, programme_id, centre_id, funding"),
    "programme": ("curricula_programme", "id, name, trade"),
    "outcome": ("outcomes_outcome", 'enrolment_id, batch_id, "window", status, began_on, as_of, field_fit'),
    "graduate": ("graduates_graduate", "id, person_id"),
    "placement": ("placements_placement", "id, graduate_id, opening_id, started_on, ended_on, state"),
    "opening": ("openings_opening", "id, kind"),
    "check_in": ("placements_checkin", "placement_id, month, answer, answered_on"),
}
TYPES = {"finished_on": "DATE", "began_on": "DATE", "as_of": "DATE", "started_on": "DATE", "ended_on": "DATE",
         "answered_on": "DATE", "state": "TEXT", "funding": "TEXT", "name": "TEXT", "trade": "TEXT",
         '"window"': "TEXT", "status": "TEXT", "kind": "TEXT", "answer": "TEXT"}  # fmt: skip


def load(home):
    """The tables a statistician would ask for, out of the database as CSV and into a file of DuckDB."""
    import csv

    import duckdb
    from django.db import connection

    began, used = time.perf_counter(), spent()
    (home / "peer.duckdb").unlink(missing_ok=True)
    to = duckdb.connect(str(home / "peer.duckdb"))
    for name, (table, columns) in TABLES.items():
        path = home / f"{name}.csv"
        with path.open("w", newline="") as file, connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table}")
            writer = csv.writer(file)
            while rows := cursor.fetchmany(5000):
                writer.writerows(rows)
        names = columns.split(", ")
        types = ", ".join(f"'{column.strip(chr(34))}': '{TYPES.get(column, 'BIGINT')}'" for column in names)
        to.execute(f"CREATE TABLE {name} AS FROM read_csv('{path}', header = false, columns = {{{types}}})")
        path.unlink()
    to.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.perf_counter() - began, "CPU": spent() - used, "MiB": peak}))


FIRST = """
    CREATE OR REPLACE TEMP TABLE timed AS
    WITH finished AS (SELECT * FROM enrolment WHERE state = 'completed' AND finished_on <= $day),
    told AS (
        SELECT e.id,
            min(o.began_on) FILTER (o.status = 'employed' AND o.began_on <= $day) AS dated,
            min(o.as_of) FILTER (o.status = 'employed' AND o.began_on IS NULL AND o.as_of >= e.finished_on) AS known,
            max(o.as_of) FILTER (o.status NOT IN ('employed', 'unknown', 'unclear')) AS without_on
        FROM finished e JOIN outcome o ON o.enrolment_id = e.id AND o.as_of <= $day GROUP BY e.id
    ),
    jobs AS (
        SELECT e.id, min(p.started_on) FILTER (p.started_on >= e.finished_on) AS placed,
            bool_or(p.started_on < e.finished_on AND coalesce(p.ended_on >= e.finished_on, true)) AS already
        FROM finished e JOIN graduate g ON g.person_id = e.person_id JOIN placement p ON p.graduate_id = g.id
            JOIN opening n ON n.id = p.opening_id AND n.kind = 'job'
        WHERE p.started_on <= $day GROUP BY e.id
    )
    SELECT e.id, e.batch_id, least(dated, known, placed) IS NOT NULL AS happened,
        CASE WHEN least(dated, known, placed) IS NOT NULL THEN least(dated, known, placed) - e.finished_on
            ELSE greatest(coalesce(without_on - e.finished_on, 0), 0) END AS days
    FROM finished e LEFT JOIN told t ON t.id = e.id LEFT JOIN jobs j ON j.id = e.id
    WHERE NOT coalesce(j.already, false) AND coalesce(t.dated >= e.finished_on, true)
"""
CURVE = """
    WITH counted AS (
        SELECT {part} AS part, days, count(*) FILTER (happened) AS events, count(*) AS n
        FROM timed t JOIN batch b ON b.id = t.batch_id JOIN programme p ON p.id = b.programme_id GROUP BY ALL
    ),
    risk AS (SELECT *, sum(n) OVER (PARTITION BY part ORDER BY days DESC) AS at_risk FROM counted),
    curve AS (
        SELECT part, days, exp(sum(CASE WHEN events = at_risk THEN -1e9 ELSE ln(1.0 - events / at_risk) END)
            OVER (PARTITION BY part ORDER BY days)) AS surviving
        FROM risk WHERE events > 0
    )
    SELECT part, min(days) FROM curve WHERE surviving <= 0.5 + 1e-12 GROUP BY part
"""
RETAINED = """
    SELECT count(*) FILTER (stayed), count(*), count(*) FILTER (stayed IS NULL) FROM (
        SELECT CASE WHEN p.ended_on >= p.started_on + $days THEN true
            WHEN bool_or(c.answer IN ('still', 'changed') AND c.month >= $month AND c.answered_on <= $day) THEN true
            WHEN bool_or(o.enrolment_id IS NOT NULL) THEN true
            WHEN p.ended_on < p.started_on + $days THEN false
            WHEN bool_or(c.answer = 'stopped' AND c.month <= $month AND c.answered_on <= $day) THEN false END AS stayed
        FROM placement p JOIN opening n ON n.id = p.opening_id AND n.kind = 'job'
            JOIN graduate g ON g.id = p.graduate_id LEFT JOIN check_in c ON c.placement_id = p.id
            LEFT JOIN enrolment e ON e.person_id = g.person_id
            LEFT JOIN outcome o ON o.enrolment_id = e.id AND o.status = 'employed' AND o.as_of <= $day
                AND o.as_of >= p.started_on + $days AND o.began_on <= p.started_on + $days
        WHERE p.started_on <= $day - $days GROUP BY p.id, p.started_on, p.ended_on
    )
"""


def peer(home):
    import duckdb

    db = duckdb.connect(str(home / "peer.duckdb"), read_only=True)
    day = {"day": DAY}

    def every_figure():
        (graduates,) = db.execute(
            "SELECT count(*) FROM enrolment WHERE state = 'completed' AND finished_on <= $day", day
        ).fetchone()
        told = dict(
            db.execute(
                "SELECT status, count(*) FROM outcome WHERE \"window\" = 'm6' AND as_of <= $day GROUP BY 1", day
            ).fetchall()
        )
        n, unknown = sum(told.values()), told.get("unknown", 0)
        fit = db.execute(
            "SELECT count(*) FILTER (field_fit >= 3), count(*), count(*) FILTER (field_fit IS NULL) FROM outcome "
            "WHERE \"window\" = 'm6' AND as_of <= $day AND status IN ('employed', 'self_employed')", day,
        ).fetchone()  # fmt: skip
        found = {
            "graduates": [graduates, graduates, None, None],
            "placed": [told["employed"], n, unknown, None],
            "self_employed": [told["self_employed"], n, unknown, None],
            "unknown": [unknown, n, None, None],
            "placed_of_answered": [told["employed"], n - unknown, None, None],
            "response": [n - unknown, n, None, None],
            "field_fit": [*fit, None],
        }
        for key, days, month in (("retained_6", 183, 6), ("retained_12", 365, 12)):
            found[key] = [*db.execute(RETAINED, day | {"days": days, "month": month}).fetchone(), None]
        db.execute(FIRST, day)
        begun, whole, silent = db.execute(
            "SELECT count(*) FILTER (happened), count(*), count(*) FILTER (days = 0 AND NOT happened) FROM timed"
        ).fetchone()
        ((_part, median),) = db.execute(CURVE.format(part="''")).fetchall()
        return found | {"time_to_job": [begun, whole, silent, median]}

    def by_dimension():
        found = {}
        for name, part in (
            ("trade", "p.trade"), ("programme", "p.id"), ("centre", "b.centre_id"), ("region", "0"),
            ("funding", "b.funding"), ("batch", "b.id"), ("agreement", "0"),
        ):  # fmt: skip
            rows = db.execute(
                f"SELECT {part} AS part, count(*) FILTER (status = 'employed'), count(*), "
                "count(*) FILTER (status IN ('unknown', 'unclear')) FROM outcome o JOIN batch b ON b.id = o.batch_id "
                "JOIN programme p ON p.id = b.programme_id WHERE \"window\" = 'm6' AND as_of <= $day "
                "GROUP BY part ORDER BY part LIMIT 41", day,
            ).fetchall()  # fmt: skip
            found[f"placed by {name}"] = [list(row) for row in rows]
        db.execute(
            "SELECT \"window\", count(*) FILTER (status = 'employed'), count(*), count(*) FILTER (status IN "
            "('unknown', 'unclear')) FROM outcome WHERE as_of <= $day GROUP BY 1", day,
        ).fetchall()  # fmt: skip
        return {name: rows for name, rows in found.items() if name in ("placed by trade", "placed by funding")}

    def times_by_trade():
        db.execute(FIRST, day)
        counts = db.execute(
            "SELECT p.trade, count(*) FILTER (happened), count(*) FROM timed t JOIN batch b ON b.id = t.batch_id "
            "JOIN programme p ON p.id = b.programme_id GROUP BY 1 ORDER BY 1"
        ).fetchall()
        medians = dict(db.execute(CURVE.format(part="p.trade")).fetchall())
        return {"time by trade": [[trade, k, n, medians.get(trade)] for trade, k, n in counts]}

    timed({"every figure": every_figure, "placed by 8 dimensions": by_dimension, "time by trade": times_by_trade})


# --- rows to measure on -----------------------------------------------------------------------------------------------


def fill(graduates):
    from django.db import connection, transaction

    from padan.base.staging import room_to_work
    from padan.curricula.models import Programme
    from padan.graduates.models import Graduate
    from padan.openings.models import Opening
    from padan.organisations.models import Organisation
    from padan.outcomes.models import Outcome
    from padan.people.models import Person
    from padan.placements.models import CheckIn, Placement
    from padan.training.models import Batch, Enrolment

    centre_ids = range(2, CENTRES + 2)
    batches = -(-graduates // CLASS)
    finished = [date(2021, 1, 4) + timedelta(days=n * 1400 // batches) for n in range(batches)]
    with transaction.atomic(), room_to_work():
        pour(
            Organisation, 1, lambda n: {"kind": "forum", "name": "Forum Ukur", "name_key": "forum ukur", "code": "F-1"}
        )
        pour(
            Organisation,
            CENTRES,
            lambda n: {"id": n + 2, "kind": "centre", "name": f"Balai {n:02d}", "name_key": f"balai {n:02d}",
                       "code": f"C-{n}", "forum_id": 1},
        )  # fmt: skip
        pour(
            Programme,
            PROGRAMMES,
            lambda n: {"centre_id": centre_ids[n % CENTRES], "name": f"Program {n:03d}", "name_key": f"program {n:03d}",
                       "trade": TRADES[n % len(TRADES)], "code": f"P-{n}"},
        )  # fmt: skip
        pour(
            Batch,
            batches,
            lambda n: {"centre_id": centre_ids[n % PROGRAMMES % CENTRES], "programme_id": n % PROGRAMMES + 1,
                       "name": f"Kelas {n}", "name_key": f"kelas {n}", "state": "completed", "code": f"K-{n}",
                       "starts_on": finished[n] - timedelta(days=60), "ends_on": finished[n],
                       "funding": FUNDINGS[n % 7 % 3]},
        )  # fmt: skip
        pour(Person, graduates, lambda n: {"code": f"O-{n}", "name": f"Peserta {n}", "name_key": f"peserta {n}"})
        pour(
            Enrolment,
            graduates,
            lambda n: {"batch_id": n // CLASS + 1, "person_id": n + 1, "number": n % CLASS + 1, "state": "completed",
                       "finished_on": finished[n // CLASS]},
        )  # fmt: skip
        pour(
            Graduate,
            graduates,
            lambda n: {"code": f"L-{n}", "person_id": n + 1, "centre_id": centre_ids[n // CLASS % PROGRAMMES % CENTRES],
                       "batch_id": n // CLASS + 1, "words_key": f"l-{n}", "finished_on": finished[n // CLASS]},
        )  # fmt: skip
        pour(Opening, 1_000, lambda n: {"code": f"W-{n}", "title": f"Operator {n}", "kind": "job", "state": "open",
                                        "owner_id": 2, "seats": 200})  # fmt: skip
        pour(
            Placement,
            graduates // 10,
            lambda n: {"code": f"T-{n}", "graduate_id": n * 10 + 1, "opening_id": n % 1_000 + 1, "state": "working",
                       "started_on": finished[n * 10 // CLASS] + timedelta(days=5 + n % 150)},
        )  # fmt: skip
        pour(
            CheckIn,
            graduates // 20,
            lambda n: {"code": f"B-{n}", "placement_id": n * 2 + 1, "month": (6, 12)[n % 2], "due_on": DAY,
                       "answer": ("still", "still", "stopped")[n % 3], "answered_on": DAY, "teller": "company"},
        )  # fmt: skip
        outcomes = pour(Outcome, graduates * ROUNDS, lambda n: outcome(n, finished))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return f"{connection.vendor}: {graduates:,} graduates, {outcomes:,} outcomes"


def outcome(n, finished):
    """One answer: who works tells in four of five cases since when."""
    who, (window, days) = n // ROUNDS, WINDOWS[n % ROUNDS]
    drawn = who * 2654435761 + n % ROUNDS * 40503 & 0xFFFFFFFF
    status = STATUSES[drawn % 1009 % len(STATUSES)]
    end = finished[who // CLASS]
    works = status == "employed"
    return {
        "enrolment_id": who + 1,
        "batch_id": who // CLASS + 1,
        "window": window,
        "status": status,
        "evidence": "none" if status == "unknown" else "self_report",
        "as_of": end + timedelta(days=days),
        "noted_on": end + timedelta(days=days),
        "began_on": end + timedelta(days=drawn % days) if works and drawn % 5 else None,
        "field_fit": drawn % 4 + 1 if works and drawn % 3 else None,
    }


def pour(model, number, row):
    """Write rows by the fastest door of the database; what ``row`` leaves out has the default of its column."""
    from django.db import connection
    from django.utils import timezone

    on_postgresql = connection.vendor == "postgresql"
    names = ["id", *(name for name in row(0) if name != "id")]
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
    rest = {name: _default(field) for name, field in fields.items() if name not in names}
    now = timezone.now().strftime("%Y-%m-%d %H:%M:%S" + ("+00:00" if on_postgresql else ""))
    rest |= {name: now for name in ("created_at", "updated_at") if name in rest}
    same = tuple(rest.values())
    columns = ", ".join(f'"{fields[name].column}"' for name in (*names, *rest))
    table = model._meta.db_table

    def line(n):
        told = row(n)
        return (told.pop("id", n + 1), *told.values(), *same)

    with connection.cursor() as cursor:
        if on_postgresql:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for start in range(0, number, 5_000):
                    lines = map(line, range(start, min(start + 5_000, number)))
                    copy.write(
                        "".join("\t".join("\\N" if cell is None else str(cell) for cell in one) + "\n" for one in lines)
                    )
        else:
            marks = ", ".join("?" for _column in columns.split(", "))
            lines = (
                tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in line(n)) for n in range(number)
            )
            cursor.cursor.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", lines)
    return number


def _default(field):
    value = field.get_default() if field.has_default() else None if field.null else field.get_default()
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return str(value) if isinstance(value, str) else value
