"""A real house with the demonstration in it, and a real browser before its door."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from migrated import migrated

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
BROWSER_ARGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class House:
    """Where the house is served, and the password of every demonstration account."""

    url: str
    password: str
    home: Path


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_until_served(url, process, seconds=150):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"padan run ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("padan run did not answer in time")


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """``padan run`` as a new user starts it, with its tables ready: the bare start is a test of its own."""
    home, port = tmp_path_factory.mktemp("house"), free_port()
    shutil.copyfile(migrated(), home / "padan.sqlite3")
    password = "kata sandi untuk percobaan"
    surroundings = os.environ | {"PADAN_HOME": str(home), "PORT": str(port), "PADAN_DEMO_PASSWORD": password}
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)
    with (home / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("padan"), "run"], cwd=ROOT, env=surroundings, stdout=log, stderr=log
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_served(url, process)
            yield House(url, password, home)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if shutil.which("chromium") is None:
        pytest.skip("needs a browser: apt-get install chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": shutil.which("chromium"), "args": [*BROWSER_ARGS, *sandbox]}


@pytest.fixture
def browser_context_args(browser_context_args, house):
    return browser_context_args | {"base_url": house.url, "locale": "id-ID", "timezone_id": "Asia/Jakarta"}


@pytest.fixture
def sign_in(page, house):
    """Sign in as one of the demonstration's people: ``sign_in("sekretaris")``."""

    def enter(login):
        page.goto("/masuk/")
        page.get_by_label("Surel atau nomor telepon").fill(f"{login}@contoh.padan.example")
        page.get_by_label("Kata sandi", exact=True).fill(house.password)
        page.get_by_role("button", name="Masuk", exact=True).click()
        return page

    return enter
