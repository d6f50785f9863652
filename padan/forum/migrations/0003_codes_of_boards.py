import functools

from django.db import migrations, models

import padan.base.codes


def give_codes(apps, editor):
    """Boards and seats written down before they had codes get one each."""
    for name, prefix in (("BoardTerm", "PRD"), ("BoardMember", "PGR")):
        model = apps.get_model("forum", name)
        for row in model.objects.using(editor.connection.alias).filter(code=None).order_by("pk").iterator():
            model.objects.using(editor.connection.alias).filter(pk=row.pk).update(
                code=padan.base.codes.new_code(prefix)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0002_boards_events_minutes_programme"),
    ]

    operations = [
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="boardterm",
            name="code",
            field=models.CharField(
                default=functools.partial(padan.base.codes.new_code, *("PRD",)),
                max_length=20,
                unique=True,
                verbose_name="code",
            ),
        ),
        migrations.AlterField(
            model_name="boardmember",
            name="code",
            field=models.CharField(
                default=functools.partial(padan.base.codes.new_code, *("PGR",)),
                max_length=20,
                unique=True,
                verbose_name="code",
            ),
        ),
    ]
