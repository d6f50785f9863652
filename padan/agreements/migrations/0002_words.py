from django.db import migrations

from padan.base.search import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]
    operations = [TrigramIndex("Agreement", "title_key")]
