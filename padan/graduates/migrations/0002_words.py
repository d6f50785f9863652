from django.db import migrations

from padan.base.search import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("graduates", "0001_initial")]
    operations = [TrigramIndex("Graduate", "words_key")]
