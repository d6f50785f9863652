"""Companies are asked and answer for themselves; an owner chooses whether one sees her name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

STATES = [
    ("told", "Told by the centre, the company was not asked"),
    ("proposed", "Waits for the company"),
    ("terms", "The company wants other terms"),
    ("agreed", "The company agreed"),
    ("declined", "The company said no"),
    ("dropped", "Proposal taken back"),
    ("ended", "Stands by it no longer"),
]
TELLERS = [("herself", "The graduate"), ("company", "The company"), ("officer", "An officer, by call")]


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0005_endorsements_needed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("ventures", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="backer", name="backer_once_at_a_time"),
        migrations.RenameField(model_name="backer", old_name="agreed_by", new_name="answered_by"),
        migrations.AlterField(
            model_name="backer",
            name="answered_by",
            field=models.CharField(blank=True, max_length=150, verbose_name="who answered at the company"),
        ),
        migrations.AddField(
            model_name="backer",
            name="state",
            field=models.CharField(choices=STATES, default="proposed", max_length=10, verbose_name="state"),
        ),
        migrations.AddField(
            model_name="backer",
            name="words",
            field=models.CharField(blank=True, max_length=300, verbose_name="what is asked of the company"),
        ),
        migrations.AddField(
            model_name="backer",
            name="teller",
            field=models.CharField(choices=TELLERS, default="officer", max_length=10, verbose_name="proposed by"),
        ),
        migrations.AddField(
            model_name="backer",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="backer",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="organisations.contact",
            ),
        ),
        migrations.AddField(
            model_name="backer",
            name="asked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="asked"),
        ),
        migrations.AddField(
            model_name="backer",
            name="times_asked",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="times asked"),
        ),
        migrations.AddField(
            model_name="backer",
            name="answered_on",
            field=models.DateField(blank=True, null=True, verbose_name="answered on"),
        ),
        migrations.AddField(
            model_name="backer",
            name="terms",
            field=models.CharField(blank=True, max_length=500, verbose_name="other terms"),
        ),
        migrations.CreateModel(
            name="NameShown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("given_at", models.DateTimeField(verbose_name="given")),
                ("given_through", models.CharField(max_length=20, verbose_name="given through")),
                ("words_version", models.CharField(max_length=20, verbose_name="version of the words")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
                (
                    "backer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="ventures.backer"
                    ),
                ),
            ],
            options={
                "verbose_name": "name shown to a company beside a business",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("withdrawn_at", None)), fields=("backer",), name="name_shown_once"
                    )
                ],
            },
        ),
    ]
