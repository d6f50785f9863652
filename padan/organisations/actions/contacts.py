"""Acts on the named persons of a body. The trail names who was written down, never her phone or address."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.readings import Problem, email, line, person_name, phone
from padan.organisations.actions.bodies import FieldRefused
from padan.organisations.models import Contact
from padan.organisations.permissions import check_for, check_may_keep_contacts
from padan.trail.actions import record


def _checked(told) -> dict:
    name = person_name(told["name"])
    if not isinstance(name, str):
        raise FieldRefused("name", _("Write the person's name in plain letters."))
    position = line(told["position"], 100)
    if isinstance(position, Problem):
        raise FieldRefused("position", _("This text holds signs that cannot be seen, or is too long."))
    address = email(told["email"])
    if isinstance(address, Problem):
        raise FieldRefused("email", _("“%(email)s” is not an e-mail address.") % {"email": told["email"]})
    number = phone(told["phone"])
    if isinstance(number, Problem):
        sentence = (
            _("Write one phone number; give the second to a contact of its own.")
            if number.code == "phone_two"
            else _("“%(phone)s” is not a phone number. Write it as 0812… or +62812….")
        )
        raise FieldRefused("phone", sentence % {"phone": told["phone"]})
    return {"name": name, "position": position or "", "email": address or "", "phone": number or ""}


@transaction.atomic
def add_contact(*, organisation, name, by, at, position="", email="", phone=""):
    """Write down whom to ask at a body."""
    check_for(by, check_may_keep_contacts, organisation)
    told = _checked({"name": name, "position": position, "email": email, "phone": phone})
    contact = Contact.objects.create(organisation=organisation, **told)
    record(by, "contact.added", organisation, at=at, changes={"contact": ["", contact.code]})
    return contact


@transaction.atomic
def change_contact(*, contact, by, at, **told):
    """Correct a contact."""
    check_for(by, check_may_keep_contacts, contact.organisation)
    contact = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    before = {field: getattr(contact, field) for field in ("name", "position", "email", "phone")}
    changed = {field: value for field, value in _checked(before | told).items() if value != before[field]}
    for field, value in changed.items():
        setattr(contact, field, value)
    if changed:
        contact.save(update_fields=[*changed, "updated_at"])
        told = {"contact": [contact.code, contact.code], "columns": ["", ", ".join(sorted(changed))]}
        record(by, "contact.changed", contact.organisation, at=at, changes=told)
    return contact


@transaction.atomic
def remove_contact(*, contact, by, at):
    """Take a contact away for good: she left, or asked for it. Nothing of her is kept."""
    check_for(by, check_may_keep_contacts, contact.organisation)
    organisation, code = contact.organisation, contact.code
    if Contact.objects.filter(pk=contact.pk).delete()[0]:
        record(by, "contact.removed", organisation, at=at, changes={"contact": [code, ""]})
