"""``padan trail``: prove that nothing was removed from the trail or altered in it."""

import sys

import click
from django.utils.translation import gettext as _

from padan.trail.queries import verify as walk


@click.group()
def trail():
    """The tamper-evident trail."""


@trail.command()
@click.option("--head", default="", metavar="HASH", help="A head printed earlier: a cut tail is noticed.")
def verify(head):
    """Recompute every hash; exit code 1 names the first broken entry."""
    verdict = walk(head=head)
    if verdict.broken_at is None:
        click.echo(_("The trail is whole: %(n)s entries.") % {"n": verdict.entries})
        click.echo(f"head {verdict.head}")
        return
    click.echo(
        _("The trail is broken at entry %(n)s: %(reason)s.") % {"n": verdict.broken_at, "reason": verdict.reason},
        err=True,
    )
    sys.exit(1)
