from django.db import migrations

from padan.base.search import TrigramIndex, TrigramIndexGone


class Migration(migrations.Migration):
    """SQLite made the table anew in an earlier migration and left the triggers of its words behind."""

    dependencies = [("training", "0004_code_of_ten")]
    operations = [TrigramIndexGone("Batch", "name_key"), TrigramIndex("Batch", "name_key")]
