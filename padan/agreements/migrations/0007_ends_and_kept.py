from django.db import migrations


def tell(apps, schema_editor):
    """The day of each early end, from the trail; a promise marked as kept gets the row that says so."""
    Agreement = apps.get_model("agreements", "Agreement")
    Entry = apps.get_model("trail", "Entry")
    ended = dict(Entry.objects.filter(verb="agreement.terminated").order_by("seq").values_list("thing_code", "at"))
    for agreement in Agreement.objects.filter(state="terminated", ended_on=None).order_by("pk"):
        agreement.ended_on = ended.get(agreement.code, agreement.updated_at).date()
        agreement.save(update_fields=["ended_on"])
    delivered = apps.get_model("agreements", "Delivery").objects
    for promise in apps.get_model("agreements", "Promise").objects.filter(kept_on__isnull=False).order_by("pk"):
        delivered.create(promise=promise, happened_on=promise.kept_on, quantity=promise.quantity)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0006_endings_and_deliveries"), ("trail", "0001_initial")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
