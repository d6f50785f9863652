from django.db import migrations

from padan.base.search import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("openings", "0001_initial")]
    operations = [TrigramIndex("Opening", "words_key")]
