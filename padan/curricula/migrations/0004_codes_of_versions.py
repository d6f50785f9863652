import functools

from django.db import migrations, models

import padan.base.codes


def give_codes(apps, editor):
    """Versions written down before they had codes get one each."""
    model = apps.get_model("curricula", "CurriculumVersion")
    rows = model.objects.using(editor.connection.alias)
    for version in rows.filter(code=None).order_by("pk").iterator():
        rows.filter(pk=version.pk).update(code=padan.base.codes.new_code("KUR"))


class Migration(migrations.Migration):
    dependencies = [("curricula", "0003_versions_whole")]

    operations = [
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="curriculumversion",
            name="code",
            field=models.CharField(
                default=functools.partial(padan.base.codes.new_code, *("KUR",)),
                max_length=20,
                unique=True,
                verbose_name="code",
            ),
        ),
    ]
