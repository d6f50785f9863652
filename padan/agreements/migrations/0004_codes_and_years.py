from django.db import migrations

from padan.base.codes import new_codes


def give(apps, schema_editor):
    """A code to every party and target; its year to every number, the first time it stands in that year."""
    for model, prefix in (("Party", "PHK"), ("Target", "TGT")):
        table = apps.get_model("agreements", model)
        rows = list(table.objects.filter(code=None).order_by("pk").only("pk"))
        for row, code in zip(rows, new_codes(prefix, len(rows)), strict=True):
            row.code = code
        table.objects.bulk_update(rows, ["code"], batch_size=500)
    parties = apps.get_model("agreements", "Party").objects
    seen, numbered = set(), []
    for party in parties.exclude(number="").select_related("agreement").order_by("pk"):
        day = party.agreement.starts_on or party.agreement.signed_on or party.agreement.created_at.date()
        if (key := (party.organisation_id, day.year, party.number)) not in seen:
            seen.add(key)
            party.number_year = day.year
            numbered.append(party)
    parties.bulk_update(numbered, ["number_year"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_life_texts_signatures")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
