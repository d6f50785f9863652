from django.db import migrations

from padan.base.search import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0003_codes_of_boards"),
    ]

    operations = [
        TrigramIndex("Invitation", "name_key"),
    ]
