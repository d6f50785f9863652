from django.db import migrations

from padan.base.search import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [TrigramIndex("Organisation", "name_key")]
