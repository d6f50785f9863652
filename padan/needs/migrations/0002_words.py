from django.db import migrations

from padan.base.search import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("needs", "0001_initial")]
    operations = [TrigramIndex("Need", "words_key")]
