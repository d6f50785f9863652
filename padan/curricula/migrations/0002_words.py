from django.db import migrations

from padan.base.search import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("curricula", "0001_initial")]
    operations = [TrigramIndex("Programme", "name_key")]
