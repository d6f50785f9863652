"""Processes that belong together: started, watched, stopped as one."""

import ctypes
import os
import signal
import subprocess
import sys
import time

PATIENCE_S = 10
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Ctrl-C or SIGTERM came."""


class Children:
    """Child processes with one end.

    Their own sessions keep a Ctrl-C of the terminal away from them: this process tells each how to stop. Should it be
    killed outright, the kernel tells them (Linux).
    """

    def __init__(self):
        self.running: list[tuple[str, subprocess.Popen, int]] = []

    def start(self, name, command, *, env=None, stop=signal.SIGTERM, needed=True):
        """Start a child; ``stop`` is the signal it ends on gracefully. One that is not ``needed`` may end by itself."""
        process = subprocess.Popen(  # noqa: S603  our own commands
            command,
            env=os.environ | (env or {}),
            start_new_session=True,
            preexec_fn=_end_with_parent if LIBC else None,  # noqa: PLW1509  nothing here runs threads
        )
        if needed:
            self.running.append((name, process, stop))
        else:
            self.running.insert(0, ("", process, signal.SIGTERM))
        return process

    def fallen(self):
        """The name of a needed child that ended, or None."""
        return next((name for name, process, _stop in self.running if name and process.poll() is not None), None)

    def stop(self):
        """Ask each to end, wait, and end those that do not."""
        for _name, process, how in reversed(self.running):
            if process.poll() is None:
                process.send_signal(how)
        deadline = time.monotonic() + PATIENCE_S
        for _name, process, _how in self.running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def listen_for_the_end():
    """Let Ctrl-C and SIGTERM raise ``Stopped`` here, also where a background shell handed SIGINT down as ignored."""

    def stopped(_number, _frame):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # once is enough
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stopped)


def _end_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
