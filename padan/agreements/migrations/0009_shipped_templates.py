from django.db import migrations

from padan.agreements.templates_shipped import load_shipped


class Migration(migrations.Migration):
    """The templates that come with Padan. When their files change, a later migration loads them again."""

    dependencies = [("agreements", "0008_witnesses")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: load_shipped(apps.get_model("agreements", "Template")),
            migrations.RunPython.noop,
        )
    ]
