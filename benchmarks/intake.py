"""A CSV of a million participants through ``padan intake``, beside Django ``bulk_create`` of the same rows.

``./dev bench intake [ROWS] [finished]``: every row is checked in both; ``finished`` makes half of them graduates,
with an outcome. Each way runs in a process of its own on an empty database of its own, SQLite, and PostgreSQL where
``PADAN_BENCH_POSTGRESQL`` names a server. Prints rows per second, peak memory, and the ratio.
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks.machine import describe

HEADINGS = (
    "KODE TRANSAKSI", "Nama*", "NIK", "No. HP", "Email", "Jenis Kelamin*", "Alamat*", "Tempat Lahir",
    "Tanggal Lahir*", "Usia*", "Pendidikan Terakhir", "Disabilitas Tipe Disabilitas", "Judul Program Pelatihan*",
    "Kejuruan*", "Metode Pelatihan", "Jenis Pelatihan*", "Angkatan", "Durasi (JP)", "Tanggal Mulai Pelatihan",
    "Tanggal Selesai Pelatihan", "Status Kelulusan*", "Sumber Anggaran", "Status Kebekerjaan*",
)  # fmt: skip
FIRST = [
    "Adi",
    "Budi",
    "Citra",
    "Dewi",
    "Eka",
    "Fajar",
    "Gita",
    "Hadi",
    "Intan",
    "Joko",
    "Kartika",
    "Lestari",
    "Made",
    "Nur",
    "Oki",
    "Putri",
    "Rina",
    "Siti",
    "Tono",
    "Wati",
]
LAST = [
    "Santoso",
    "Wijaya",
    "Lestari",
    "Saputra",
    "Utami",
    "Hidayat",
    "Nugroho",
    "Rahayu",
    "Setiawan",
    "Kusuma",
    "Pratama",
    "Susanti",
]


def rows_of(count, finished, seed=7):
    """Invented participants, the same for every way: 200 programmes, 16 in a class, one NIK each."""
    chance = random.Random(seed)
    for at in range(count):
        woman = at % 2
        day, month, year = 1 + at % 28, 1 + at // 28 % 12, 70 + at // 336 % 30
        serial, district = at % 9998 + 1, at // 9998 + 1
        nik = f"3216{district % 100:02d}{day + 40 * woman:02d}{month:02d}{year:02d}{serial:04d}"
        place = at // 16
        ended = finished and at % 2
        yield (
            f"TRX-{at:08d}", f"{chance.choice(FIRST)} {chance.choice(LAST)}", nik, f"0812{at:08d}",
            f"p{at}@contoh.example", "Perempuan" if woman else "Laki-laki", f"Jl. Contoh No. {at % 300}", "Bekasi",
            f"{day:02d}/{month:02d}/19{year}", "30", "SMK", "", f"Program Contoh {place % 200}",
            f"Kejuruan {place % 12}", "Boarding" if place % 3 else "Non Boarding", "PBK", str(place // 200 + 1), "240",
            "02/01/2024", "30/03/2024", "Lulus" if ended else "Dalam Proses", "APBN",
            ("Bekerja", "Wirausaha", "Belum Bekerja", "")[at // 2 % 4] if ended else "",
        )  # fmt: skip


def main(argv):
    if argv[:1] == ["--one"]:
        return one_way(*argv[1:])
    count = int(next((word for word in argv if word.isdigit()), 1_000_000))
    finished = "finished" in argv
    print(describe())
    print(f"{count:,} participants{', half of them finished' if finished else ''}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "peserta.csv"
        with file.open("w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(HEADINGS)
            writer.writerows(rows_of(count, finished))
        print(f"{file.stat().st_size / 2**20:.0f} MiB of CSV")
        servers = {"SQLite": None}
        if url := os.environ.get("PADAN_BENCH_POSTGRESQL"):
            servers["PostgreSQL"] = url
        for name, url in servers.items():
            speeds = {}
            for way in ("intake", "bulk_create"):
                told = _apart(way, file, count, Path(folder) / f"{name}-{way}", url)
                speeds[way] = told["rows"] / told["seconds"], told["rows"] / told["cpu"]
                print(
                    f"{name:<11} {way:<12} {told['seconds']:7.1f} s  {told['cpu']:7.1f} CPU s"
                    f"  {speeds[way][0]:9,.0f} rows/s  peak {told['peak_mib']:.0f} MiB", flush=True,
                )  # fmt: skip
            wall, cpu = (one / other for one, other in zip(speeds["intake"], speeds["bulk_create"], strict=True))
            print(f"{name:<11} {wall:.1f} times bulk_create by the clock, {cpu:.1f} times by this process's CPU")
    return None


def _apart(way, file, count, home, url):
    home.mkdir()
    surroundings = {**os.environ, "PADAN_HOME": str(home)}
    surroundings.pop("PADAN_DATABASE_URL", None)
    if url:
        surroundings["PADAN_DATABASE_URL"] = f"{url.rsplit('/', 1)[0]}/bench_{way}"
        admin = ["psql", url, "-qc"]
        subprocess.run([*admin, f"DROP DATABASE IF EXISTS bench_{way}"], check=True)
        subprocess.run([*admin, f"CREATE DATABASE bench_{way}"], check=True)
    call = [sys.executable, "-m", "benchmarks", "intake", "--one", way, str(file), str(count)]
    done = subprocess.run(call, env=surroundings, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def one_way(way, file, count):
    """One way, in this process: an empty database, then the clock."""
    import resource

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    began, cpu = time.perf_counter(), time.process_time()
    written = {"intake": by_intake, "bulk_create": by_bulk_create}[way](Path(file), int(count))
    told = {
        "rows": written,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if written != int(count):
        raise SystemExit(f"{written} rows instead of {count}")
    print(json.dumps(told))


def by_intake(file, count):
    from click.testing import CliRunner

    from padan.cli.intake import intake

    done = CliRunner().invoke(intake, [str(file), "--json"])
    told = json.loads(done.stdout)["files"][0]
    if done.exit_code or told["imported"] != count:
        raise SystemExit(done.stdout[:2000])
    return told["imported"]


def by_bulk_create(file, count):
    """The same rows with the same checks, as Django's own door takes them: objects, in batches of 1000."""
    from datetime import date

    from django.db import transaction

    from padan.base.clock import today
    from padan.base.codes import name_key
    from padan.base.readings import day, email, nik, past_day, person_name, phone
    from padan.curricula.models import Programme
    from padan.graduates.models import Graduate
    from padan.organisations.models import Organisation
    from padan.outcomes.models import Outcome
    from padan.people.models import Person
    from padan.training.models import Batch, Enrolment

    sexes = {"Perempuan": "female", "Laki-laki": "male"}
    states = {"Lulus": "completed", "Dalam Proses": "training"}
    statuses = {"Bekerja": "employed", "Wirausaha": "self_employed", "Belum Bekerja": "not_working", "": "unknown"}
    centre = Organisation.objects.create(kind="centre", name="Balai")
    programmes, batches, places, written = {}, {}, {}, 0
    with file.open(newline="") as opened, transaction.atomic():
        reader = csv.DictReader(opened)
        for rows in iter(lambda: list(islice(reader, 1000)), []):
            people, enrolments, graduates, outcomes = [], [], [], []
            for row in rows:
                name = person_name(row["Nama*"])
                born = past_day(row["Tanggal Lahir*"], today=today())
                end = day(row["Tanggal Selesai Pelatihan"])
                title = row["Judul Program Pelatihan*"]
                key = (title, row["Metode Pelatihan"], row["Angkatan"])
                if title not in programmes:
                    programmes[title] = Programme.objects.create(
                        centre=centre, name=title, trade=row["Kejuruan*"], hours=240
                    )
                if key not in batches:
                    batches[key] = Batch.objects.create(
                        centre=centre, programme=programmes[title], name=f"{title} {key[1]} {key[2]}",
                        starts_on=day(row["Tanggal Mulai Pelatihan"]), ends_on=end,
                    )  # fmt: skip
                person = Person(
                    name=name, name_key=name_key(name), sex=sexes[row["Jenis Kelamin*"]], born_on=born,
                    birth_place=row["Tempat Lahir"], phone=phone(row["No. HP"]), email=email(row["Email"]),
                    address=row["Alamat*"], education=row["Pendidikan Terakhir"],
                )  # fmt: skip
                person.nik = nik(row["NIK"])
                people.append(person)
                places[key] = number = places.get(key, 0) + 1
                state = states[row["Status Kelulusan*"]]
                enrolment = Enrolment(
                    batch=batches[key], person=person, number=number, external_ref=row["KODE TRANSAKSI"], state=state,
                    finished_on=end if state == "completed" else None,
                )  # fmt: skip
                enrolments.append(enrolment)
                if state == "completed":
                    code = "LLS" + person.code[3:]
                    words = f"{code} {name} {batches[key].name}".lower()
                    graduates.append(Graduate(code=code, person=person, centre=centre, batch=batches[key],
                                              words_key=words, finished_on=end))  # fmt: skip
                    outcomes.append(Outcome(enrolment=enrolment, batch=batches[key], as_of=date(2024, 11, 14),
                                            noted_on=date(2024, 11, 14),
                                            status=statuses[row["Status Kebekerjaan*"]]))  # fmt: skip
            Person.objects.bulk_create(people, batch_size=1000)
            Enrolment.objects.bulk_create(enrolments, batch_size=1000)
            Graduate.objects.bulk_create(graduates, batch_size=1000)
            Outcome.objects.bulk_create(outcomes, batch_size=1000)
            written += len(rows)
    return written
