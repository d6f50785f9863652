from django.db import migrations
from django.utils import timezone

from padan.reference import shipped


def load(apps, schema_editor):
    models = (apps.get_model("reference", name) for name in ("Region", "Scheme", "Code"))
    shipped.load(*models, at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
