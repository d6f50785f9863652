"""``padan run``: all that a laptop needs, in one command. ``padan serve`` and ``padan work``: the same apart."""

import os
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils.formats import date_format
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from padan.base.codes import ALPHABET
from padan.base.jobs import huey
from padan.cli.children import Children, Stopped, listen_for_the_end
from padan.cli.database import alone, bring_up_to_date
from padan.cli.serving import granian
from padan.organisations.models import Organisation
from padan.organisations.queries import roles_of
from padan.people.checks import unfit
from padan.people.models import User
from padan.seeds import load as demonstration
from padan.seeds.story import TODAY

READY_WITHIN_S = 90
PASSWORD_FILE = "demo-password.txt"  # noqa: S105  a file name
PADAN = [sys.executable, "-c", "from padan.cli import main; main()"]


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default=True)
def run(port):
    """Set everything up and serve on 127.0.0.1, with the demonstration unless PADAN_DEMO=0."""
    began = time.monotonic()
    listen_for_the_end()
    children = Children()
    try:
        _check_port(port)
        settings.PADAN_ADDRESS = os.environ.get("PADAN_ADDRESS", f"http://127.0.0.1:{port}")  # papers are made below
        password = prepare(with_demonstration=os.environ.get("PADAN_DEMO", "1") != "0")
        env = {"PADAN_TODAY": TODAY.isoformat() if password else "", "PADAN_ADDRESS": settings.PADAN_ADDRESS}
        _let_go_of_the_database()
        children.start("server", granian(port, workers=1), env=env)
        children.start("work", [*PADAN, "work"], env=env, stop=signal.SIGINT)
        children.start("", ["nice", "-n", "15", *PADAN, "warm"], needed=False)
        _wait_until_ready(port, children)
        _tell(port, password, time.monotonic() - began)
        while not children.fallen():
            time.sleep(0.5)
        raise click.ClickException(
            _("The process “%(name)s” ended by itself. Its words stand above.") % {"name": children.fallen()}
        )
    except Stopped:
        click.echo("\n" + _("Padan has stopped. The data are kept."))
    finally:
        children.stop()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="PADAN_HOST")
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=os.cpu_count(), show_default="one per core")
def serve(host, port, workers):
    """Serve an installation for others, behind a proxy. Refuses what is not fit for that."""
    refuse_unfit()
    with alone():
        bring_up_to_date()
        if settings.HTTPS:
            call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map"])
    os.execv(sys.executable, granian(port, host=host, workers=workers))  # noqa: S606  our own command


@click.command()
@click.option("--workers", type=click.IntRange(1, 32), default=1, show_default=True)
def work(workers):
    """Do the work off the request: one consumer, until Ctrl-C."""
    autodiscover_modules("jobs")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # may have been handed down as ignored
    huey.create_consumer(workers=workers, check_worker_health=False, periodic=True).run()


def refuse_unfit():
    """Leave with every reason why this installation must not serve others, one a line."""
    faults = unfit() if settings.HTTPS else []
    for fault in faults:
        click.echo(f"{fault.msg} {fault.hint or ''}".strip(), err=True)
    if faults:
        raise SystemExit(1)


def prepare(*, with_demonstration):
    """Bring the database up to date, load the demonstration where it is wanted; returns its password, "" without."""
    with alone():
        bring_up_to_date()
        loaded = demonstration.is_loaded()
        if not with_demonstration:
            if loaded:
                raise click.ClickException(
                    _("The demonstration stands in %(home)s. Use another PADAN_HOME for Padan without it.")
                    % {"home": settings.HOME}
                )
            return ""
        if not loaded and Organisation.objects.exists():
            return ""  # data of its own: nothing is told beside them
        password = demonstration_password()
        if loaded:
            demonstration.keep_password(password)
        else:
            click.echo(_("Preparing the demonstration …"))
            demonstration.load(password=password)
        return password


def demonstration_password():
    """The one given, else one made once and kept for its owner only."""
    if given := os.environ.get("PADAN_DEMO_PASSWORD"):
        return given
    file = settings.HOME / PASSWORD_FILE
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text("-".join("".join(secrets.choice(ALPHABET[:31].lower()) for _ in range(5)) for _ in range(4)))
    return file.read_text().strip()


def _let_go_of_the_database():
    """Children open their own connections; a pool of ours would cross the fork."""
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()


def _check_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise click.ClickException(
                _("Port %(port)s is for administrators only. Try: PORT=8000 ./dev run") % {"port": port}
            ) from None
        except OSError:
            raise click.ClickException(
                _("Port %(port)s is in use. Choose another: PORT=%(next)s ./dev run") % {"port": port, "next": port + 1}
            ) from None


def _wait_until_ready(port, children):
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            if fallen := children.fallen():
                raise click.ClickException(_("The process “%(name)s” could not start.") % {"name": fallen}) from None
            time.sleep(0.1)
    raise click.ClickException(_("The server is not ready after %(n)s seconds.") % {"n": READY_WITHIN_S})


def _tell(port, password, seconds):
    click.echo(
        "\n"
        + _("Padan is ready: %(address)s (%(n)s seconds)")
        % {"address": f"http://127.0.0.1:{port}/", "n": round(seconds)}
    )
    if password:
        click.echo(_("The demonstration tells %(day)s.") % {"day": date_format(TODAY, "j F Y")})
        click.echo(_("Password of all its accounts: %(password)s") % {"password": password} + "\n")
        for user in demonstration.logins():
            role = next(iter(roles_of(user)))
            click.echo(f"  {role.get_name_display():<22} {user.email}")
    elif not User.objects.exists():
        click.echo(_("There is no account yet. Open the first in another window: ./dev padan account open EMAIL"))
    click.echo("\n" + _("Ctrl-C stops it."))
