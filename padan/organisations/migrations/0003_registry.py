from django.db import migrations, models

from padan.base.codes import new_code
from padan.base.search import TrigramIndexGone
from padan.organisations.names import keys_of


def fill(apps, schema_editor):
    """Keys made of names, and a code for each contact."""
    organisation, contact = (apps.get_model("organisations", name) for name in ("Organisation", "Contact"))
    for body in organisation.objects.order_by("pk").iterator():
        keys = keys_of(body.name)
        organisation.objects.filter(pk=body.pk).update(core_key=keys["core_key"], words_key=keys["words_key"])
    for pk in contact.objects.order_by("pk").values_list("pk", flat=True):
        contact.objects.filter(pk=pk).update(code=new_code("KTK"))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_words"), ("reference", "0002_shipped_tables")]

    operations = [
        TrigramIndexGone("Organisation", "name_key"),
        migrations.AddField(
            "organisation", "closed_on", models.DateField(blank=True, null=True, verbose_name="closed")
        ),
        migrations.AddField(
            "organisation",
            "core_key",
            models.CharField(default="", editable=False, max_length=400),
            preserve_default=False,
        ),
        migrations.AddField("organisation", "revision", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField(
            "organisation", "wlkp", models.CharField(blank=True, max_length=40, verbose_name="WLKP number")
        ),
        migrations.AddField(
            "organisation", "words_key", models.TextField(default="", editable=False), preserve_default=False
        ),
        migrations.AlterField(
            "organisation",
            "kind",
            models.CharField(
                choices=[
                    ("forum", "Forum"),
                    ("centre", "Training centre"),
                    ("company", "Company"),
                    ("office", "Government office"),
                    ("association", "Association"),
                    ("school", "School"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddField("contact", "code", models.CharField(max_length=20, null=True, verbose_name="code")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
