"""A stable of warm runners: one process loads the house once and forks a runner for each act, so that a race costs no
start of the language. Run as ``stable.py MODULE ADDRESS``; the tests call ``stabled`` and ``Stable``.

A runner is a process of its own, with its own connection to the database. It prints "ready", waits for "go" where its
act says so, and ends with its answer as one line of JSON; a runner that was killed ends without a line.
"""

import contextlib
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
DIED = "died"


class Runner:
    """One act in a process of its own, seen from the test."""

    def __init__(self, address, act):
        self.line = socket.socket(socket.AF_UNIX)
        self.line.settimeout(120)
        self.line.connect(address)
        self.stream = self.line.makefile("rw")
        self._say(json.dumps(act))

    def stands_ready(self):
        assert self.stream.readline() == "ready\n"

    def go(self):
        self._say("go")

    def told(self):
        """What the act came to; ``DIED`` when the process was killed before it could tell."""
        line = self.stream.readline()
        self.stream.close()
        self.line.close()
        if not line:
            return DIED
        answer = json.loads(line)
        assert "fault" not in answer, answer["fault"]
        return answer["told"]

    def _say(self, line):
        self.stream.write(f"{line}\n")
        self.stream.flush()


class Stable:
    """Runners of one module's ``ACTS``."""

    def __init__(self, address):
        self.address = address

    def told(self, *act):
        """What one act comes to."""
        return Runner(self.address, act).told()

    def race(self, *acts):
        """Everybody stands ready, then all start at once: what each was told, in the order given."""
        running = [Runner(self.address, act) for act in acts]
        for each in running:
            each.stands_ready()
        for each in running:
            each.go()
        return [each.told() for each in running]


@contextlib.contextmanager
def stabled(module, env):
    """The stable of ``races.MODULE``, on the database that ``env`` names."""
    with tempfile.TemporaryDirectory() as folder:
        address = str(Path(folder) / "door")
        call = [sys.executable, __file__, module, address]
        with subprocess.Popen(call, env=env, stdout=subprocess.PIPE, text=True) as keeper:
            assert keeper.stdout.readline() == "open\n"
            yield Stable(address)
            keeper.terminate()


def keep(module, address):
    """Serve until terminated: a fork for every act."""
    acts = importlib.import_module(f"races.{module}").ACTS
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen(64)
        print("open", flush=True)  # noqa: T201
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            caller, _where = door.accept()
            if os.fork():
                caller.close()
                continue
            door.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            run(acts, caller.makefile("rw"))


def run(acts, stream):
    """One act, in the fork."""
    sys.stdin = sys.stdout = stream
    name, *told = json.loads(stream.readline())
    try:
        answer = {"told": acts[name](*told)}
    except Exception:
        answer = {"fault": traceback.format_exc()}
    print(json.dumps(answer), flush=True)  # noqa: T201
    os._exit(0)


if __name__ == "__main__":
    import django

    django.setup()
    keep(*sys.argv[1:])
