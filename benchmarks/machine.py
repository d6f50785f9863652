"""The machine a figure was measured on, in one line."""

import os
import platform
from pathlib import Path


def describe():
    """Cores, memory, processor, Python: what stands beside every measured figure."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {model}, Python {platform.python_version()}"


def spent_by(pid):
    """CPU seconds that a process and its children have spent, those children as well that have ended."""
    ticks, family = 0, {pid}
    for number in sorted(int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()):
        try:
            told = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if number in family or int(told[1]) in family:
            family.add(number)
            ticks += sum(map(int, told[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def spent_by_database():
    """CPU seconds of all processes of PostgreSQL, where it runs on this machine; 0 for SQLite, which has none."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (mine,) = cursor.fetchone()
    return spent_by(int(Path(f"/proc/{mine}/stat").read_text().rsplit(")", 1)[1].split()[1]))
