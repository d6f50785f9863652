"""An outcome keeps its past: from which day it counts, and from which another counts instead.

What stands was noted on the day it is said to hold for: a figure counted that row from then on, and so it goes on.
"""

from django.db import migrations, models
from django.db.models import F, Q


def note(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET LOCAL statement_timeout = 0")  # millions of rows
    apps.get_model("outcomes", "Outcome").objects.filter(noted_on=None).order_by().update(noted_on=F("as_of"))


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0009_no_health_asked")]
    operations = [
        migrations.RemoveConstraint(model_name="outcome", name="outcome_once_per_window"),
        migrations.RemoveIndex(model_name="outcome", name="outcome_of_batch"),
        migrations.RemoveIndex(model_name="outcome", name="outcome_at_window"),
        migrations.RemoveIndex(model_name="outcome", name="outcome_in_conflict"),
        migrations.AddField("outcome", "noted_on", models.DateField(null=True, verbose_name="noted on")),
        migrations.AddField(
            "outcome", "superseded_on", models.DateField(blank=True, null=True, verbose_name="superseded on")
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
        migrations.AlterModelManagers(name="outcome", managers=[("versions", models.Manager())]),
        migrations.AlterModelOptions(
            name="outcome",
            options={
                "default_manager_name": "versions",
                "ordering": ["batch_id", "enrolment_id"],
                "verbose_name": "outcome",
            },
        ),
        migrations.AlterField("outcome", "noted_on", models.DateField(verbose_name="noted on")),
        migrations.AddConstraint(
            "outcome",
            models.UniqueConstraint(
                name="outcome_stands_once", fields=["enrolment", "window"], condition=Q(superseded_on=None)
            ),
        ),
        migrations.AddConstraint(
            "outcome",
            models.UniqueConstraint(name="outcome_noted_once_a_day", fields=["enrolment", "window", "noted_on"]),
        ),
        migrations.AddConstraint(
            "outcome",
            models.CheckConstraint(
                name="outcome_counted_a_day", condition=Q(superseded_on=None) | Q(superseded_on__gt=F("noted_on"))
            ),
        ),
        migrations.AddIndex(
            "outcome",
            models.Index(fields=["batch", "window", "status", "noted_on", "superseded_on"], name="outcome_of_class"),
        ),
        migrations.AddIndex(
            "outcome",
            models.Index(fields=["window", "status", "noted_on", "superseded_on", "batch"], name="outcome_on_a_day"),
        ),
        migrations.AddIndex(
            "outcome",
            models.Index(
                fields=["batch"], condition=Q(in_conflict=True, superseded_on=None), name="outcome_disagreed_on"
            ),
        ),
    ]
