"""``./dev bench signing``: a four-page agreement of two parties, typeset, signed, verified; fifteen in one act."""

import os
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.machine import describe

os.environ.setdefault("PADAN_HOME", tempfile.mkdtemp(prefix="padan-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))


def timed(name, act, rounds):
    """Prints the medians of wall and CPU seconds, children's included; returns what ``act`` gave."""
    given = act()  # loads what it needs
    wall, cpu = [], []
    for _round in range(rounds):
        begun, before = time.perf_counter(), sum(os.times()[:4])
        given = act()
        wall.append(time.perf_counter() - begun)
        cpu.append(sum(os.times()[:4]) - before)
    print(f"  {name:<52}{median(cpu):>9.3f} CPU s{median(wall):>9.3f} s  {rounds} rounds", flush=True)
    return given


def main(argv):
    import django

    django.setup()
    from authorities import PASSWORD, authority, signatory, timestamper

    from padan.agreements.pdf.fields import prepare_fields
    from padan.agreements.pdf.keys import key_from_pkcs12
    from padan.agreements.pdf.sealing import sign_field
    from padan.agreements.pdf.verifying import verify, verify_kept
    from tests.padan.agreements.pdf.conftest import FIRST, SECOND, agreement

    rounds = int(argv[0]) if argv else 9
    root = authority()
    trust = root.trust()
    ani, budi = signatory("Ani Contoh", root), signatory("Budi Contoh", root)
    file = ani.pkcs12()

    def run(name, act, rounds=rounds):
        return timed(name, act, rounds)

    print(describe())
    titles = count()  # the typesetter remembers what it has set
    paper, places = run("a text typeset, asked where its places are", lambda: agreement(title=f" {next(titles)}"))
    prepared = run("empty fields for two parties", lambda: prepare_fields(paper, places))
    key = run("a PKCS#12 file opened", lambda: key_from_pkcs12(file, PASSWORD))
    once = run("one signature, its look drawn, judged at once", lambda: sign_field(prepared, FIRST, key, trust=trust))
    second = budi.key()
    twice = run("the second signature", lambda: sign_field(once.content, SECOND, second, trust=trust))
    stamped = timestamper(root)
    run(
        "one signature with a timestamp (authority in memory)",
        lambda: sign_field(prepared, FIRST, key, trust=trust, authority=stamped),
    )
    run("strict verification of both", lambda: verify_kept(twice.content, trust=trust))
    run("strict verification in a process of its own", lambda: verify(twice.content, trust=trust), rounds=3)

    def fifteen():
        for _document in range(15):
            sign_field(once.content, SECOND, second, trust=trust)

    run("fifteen agreements in one act", fifteen, rounds=1)
    print(f"  a file: {len(paper):,} bytes typeset, {len(once.content):,} signed once, {len(twice.content):,} twice")


if __name__ == "__main__":
    main(sys.argv[1:])
