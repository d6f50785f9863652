from django.db import migrations

from padan.base.search import TrigramIndex, TrigramIndexGone


class Migration(migrations.Migration):
    """SQLite made the table anew in an earlier migration and left the triggers of its words behind."""

    dependencies = [("graduates", "0003_no_index_twice")]
    operations = [TrigramIndexGone("Graduate", "words_key"), TrigramIndex("Graduate", "words_key")]
