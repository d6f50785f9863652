"""``padan erase``: a person asked to be forgotten."""

import click
from django.utils.translation import gettext as _

from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.chores.actions.erasure import erase_person
from padan.people.models import Person


@click.command()
@click.argument("code")
@click.option("--reason", required=True, help="Her request, and when it came. It stays in the trail.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def erase(code, reason, yes):
    """Empty everything that tells who the person with this CODE (ORG-… or LLS-…) is. There is no way back."""
    person = Person.objects.filter(code=code.replace("LLS-", "ORG-", 1)).order_by("pk").first()
    if person is None:
        raise click.ClickException(_("There is no person with the code “%(code)s”.") % {"code": code})
    if not yes:
        click.confirm(_("Erase %(code)s for good?") % {"code": person.code}, abort=True)
    try:
        erased = erase_person(person=person, reason=reason, by=None, at=now())
    except ActionDenied as denied:
        raise click.ClickException(str(denied)) from denied
    for table, number in erased.rows.items():
        click.echo(f"{number:>6}  {table}")
    if erased.files:
        click.echo(_("These files of her centres may still hold a row about her; tell the centre:"))
        for file in erased.files:
            click.echo(f"        {file.code}  {file.name}")
