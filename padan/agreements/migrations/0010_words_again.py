from django.db import migrations

from padan.base.search import TrigramIndex, TrigramIndexGone


class Migration(migrations.Migration):
    """SQLite made the table anew in an earlier migration and left the triggers of its words behind."""

    dependencies = [("agreements", "0009_shipped_templates")]
    operations = [TrigramIndexGone("Agreement", "title_key"), TrigramIndex("Agreement", "title_key")]
