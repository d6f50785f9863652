"""Rows from before companies were asked say so, and what must never be false is held by the database."""

from django.db import migrations, models
from django.db.models import Q


def keep_what_was_told(apps, editor):
    """A centre wrote them down: they stay ``told``, or ended where they had ended."""
    rows = apps.get_model("ventures", "Backer").objects.using(editor.connection.alias)
    rows.filter(until=None).update(state="told")
    rows.exclude(until=None).update(state="ended")


class Migration(migrations.Migration):
    dependencies = [("ventures", "0002_companies_are_asked")]

    operations = [
        migrations.RunPython(keep_what_was_told, migrations.RunPython.noop),
        migrations.AddIndex("backer", models.Index(fields=["organisation", "state"], name="backer_of_company")),
        migrations.AddConstraint(
            "backer",
            models.UniqueConstraint(
                name="backer_once_at_a_time",
                fields=["venture", "organisation", "kind"],
                condition=Q(state__in=["proposed", "told", "terms", "agreed"]),
            ),
        ),
        migrations.AddConstraint(
            "backer",
            models.CheckConstraint(
                name="backer_until_iff_ended",
                condition=Q(state="ended", until__isnull=False) | (~Q(state="ended") & Q(until=None)),
            ),
        ),
        migrations.AddConstraint(
            "backer",
            models.CheckConstraint(
                name="backer_says_what_it_answered",
                condition=~Q(state__in=["agreed", "declined", "terms"]) | Q(answered_on__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "backer",
            models.CheckConstraint(name="backer_terms_are_told", condition=~Q(state="terms") | ~Q(terms="")),
        ),
    ]
