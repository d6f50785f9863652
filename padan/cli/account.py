"""``padan account``: the first account of an installation, and whom nobody can let in by a page."""

import click
from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.clock import now
from padan.base.errors import PadanError
from padan.organisations.actions import grant_role
from padan.organisations.models import Organisation
from padan.organisations.states import RoleName
from padan.people.actions import open_account


@click.group()
def account():
    """Accounts."""


@account.command("open")
@click.argument("email")
@click.option("--name", prompt=_("Name"), help="Name of the person.")
@click.option("--role", type=click.Choice(RoleName.values), default=RoleName.ADMINISTRATOR.value, show_default=True)
@click.option("--at", "place", metavar="CODE", help="Code of the body where the role holds, such as LBG-7K3MQ9TX.")
@click.password_option(help="Asked for when it is not given; at least 15 signs.", prompt=_("Password"))
def open_(email, name, role, place, password):
    """Open an account with one role."""
    body = Organisation.objects.filter(code=place).order_by("pk").first() if place else None
    if place and body is None:
        raise click.ClickException(_("There is no body with the code %(code)s.") % {"code": place})
    try:
        with transaction.atomic():
            user = open_account(name=name, email=email, password=password, by=None, at=now())
            grant_role(user=user, name=role, organisation=body, by=None, at=now())
    except PadanError as refused:
        raise click.ClickException(str(refused)) from None
    told = {"email": user.email, "role": RoleName(role).label, "place": body or "*"}
    click.echo(_("The account %(email)s is open: %(role)s, %(place)s.") % told)
