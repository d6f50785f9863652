"""A figure of fit is told by the index alone, and so is when one graduate first worked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0011_proofs_of_answers")]
    operations = [
        migrations.RemoveIndex(model_name="outcome", name="outcome_on_a_day"),
        migrations.AddIndex(
            "outcome",
            models.Index(
                fields=["window", "status", "noted_on", "superseded_on", "batch", "field_fit"], name="outcome_counted"
            ),
        ),
        migrations.AddIndex(
            "outcome",
            models.Index(
                fields=["enrolment", "status", "as_of", "began_on", "noted_on", "superseded_on"], name="outcome_told"
            ),
        ),
    ]
