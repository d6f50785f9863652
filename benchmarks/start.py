"""From a fresh clone to the first page served: seconds, in an empty folder with an empty HOME; then started again."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.machine import describe

ROOT = Path(__file__).resolve().parent.parent


def main(argv):
    with tempfile.TemporaryDirectory() as folder:
        clone, home = Path(folder) / "padan", Path(folder) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        print(describe())
        for words in ("fresh clone", "started again"):
            print(f"{words}: first page after {_until_served(clone, home):.1f} s")


def _until_served(clone, home):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    kept = ("PATH", "LANG", "PIP_CERT", "PIP_FIND_LINKS", "PIP_CONFIG_FILE", "SSL_CERT_FILE", "PIP_INDEX_URL")
    surroundings = {name: os.environ[name] for name in kept if name in os.environ} | {
        "HOME": str(home),
        "PORT": str(port),
    }
    began = time.monotonic()
    process = subprocess.Popen(["./dev", "run"], cwd=clone, env=surroundings, stdout=subprocess.DEVNULL)
    try:
        while True:
            if process.poll() is not None:
                raise SystemExit(f"./dev run ended with {process.returncode}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    answer.read()
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
