from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Lower

from padan.base.search import TrigramIndex


def fill(apps, schema_editor):
    code = apps.get_model("reference", "Code")
    code.objects.update(words_key=Lower(Concat(F("code"), Value(" "), F("title"))))


class Migration(migrations.Migration):
    dependencies = [("reference", "0003_units")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        TrigramIndex("Code", "words_key"),
    ]
