from django.db import migrations

from padan.base.search import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]
    operations = [TrigramIndex("Batch", "name_key")]
