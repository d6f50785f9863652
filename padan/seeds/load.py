"""Loading the demonstration: into an empty installation, in one transaction, the same every time."""

from django.contrib.auth.hashers import check_password
from django.db import connection, transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.figures.actions.summaries import refresh_summaries
from padan.organisations.models import Organisation
from padan.people.models import User
from padan.seeds import (
    bodies,
    certificates,
    check_ins,
    classes,
    curricula,
    day,
    dealing,
    elsewhere,
    fairs,
    matching,
    overseas_papers,
    overseas_positions,
    overseas_protection,
    overseas_route,
    overseas_schemes,
    released,
    reports,
    seeking,
    talks,
    teaching,
    tracing,
    units,
    ventures,
    verification,
    working,
)
from padan.seeds.story import DOMAIN, TODAY, Story

HEAD = f"sekretaris@{DOMAIN}"


class NotEmpty(ActionDenied):
    """The installation holds rows of its own."""


def is_loaded() -> bool:
    """Whether the demonstration stands in this installation."""
    return User.objects.filter(email=HEAD, is_demo=True).exists()


@transaction.atomic
def load(*, password: str) -> Story:
    """Tell the story. Every account signs in with ``password``."""
    if Organisation.objects.exists():
        raise NotEmpty(_("This installation holds data of its own. The demonstration needs an empty one."))
    story = Story()
    bodies.build(story)
    teaching.build_units(story)
    units.build_elements([unit for some in story.units.values() for unit in some[:3]])
    teaching.build_classes(story, teaching.build_programmes(story))
    teaching.build_people(story)
    dealing.build_needs(story)
    dealing.build_agreements(story)
    working.build_openings(story)
    working.build_placements(story)
    teaching.build_outcomes(story)
    seeking.build(story)
    elsewhere.build(story)
    _learn_sizes()
    bodies.open_accounts(story, password)
    certificates.build(story)
    talks.build(story)
    matching.build(story)
    day.build(story, {"companies": len(story.named), "graduates": len(story.enrolments)})
    check_ins.build(story)
    curricula.build(story)
    fairs.build(story)
    classes.build(story)
    tracing.build(story)
    verification.build(story)
    ventures.build(story)
    overseas_schemes.build(story)
    overseas_route.build(story)
    overseas_papers.build(story)
    released.build(story)
    reports.build_press(story)
    overseas_protection.build(story)  # as the night after the day would
    overseas_positions.build(story)
    reports.build_morning_after(story)
    refresh_summaries(as_of=TODAY)
    return story


def _learn_sizes():
    """Within the transaction that wrote them PostgreSQL still thinks the tables empty, and counts by nested loops.

    Only tables of this database are named: the server's own are shared, and another load may hold them.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names(cursor)))
            cursor.execute(f"ANALYZE {tables}")


def keep_password(password: str) -> None:
    """Let the demonstration's accounts sign in with this password, where another was set before."""
    for user in User.objects.filter(is_demo=True).order_by("pk"):
        if not check_password(password, user.password):
            user.set_password(password)
            user.save(update_fields=["password"])


def logins() -> list[User]:
    """The accounts of the demonstration, in the order of their roles."""
    found = {user.email: user for user in User.objects.filter(is_demo=True)}
    return [found[f"{login}@{DOMAIN}"] for login, _role in bodies.LOGINS if f"{login}@{DOMAIN}" in found]
