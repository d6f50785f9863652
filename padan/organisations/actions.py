"""Acts on bodies and on the roles of people in them."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.codes import name_key, new_codes
from padan.base.errors import ActionDenied
from padan.organisations.models import Organisation, Role
from padan.organisations.names import keys_of
from padan.organisations.permissions import check_for, check_may_keep_role
from padan.organisations.states import Kind, RoleName
from padan.people.models import User
from padan.trail.actions import record

WITHOUT_PLACE = frozenset({RoleName.GRADUATE, RoleName.LABOUR_OFFICE, RoleName.AUDITOR, RoleName.ADMINISTRATOR})
"""Roles that may hold for the whole installation; the constraint ``role_has_a_place`` says the same."""


class RoleHeld(ActionDenied):
    """The account already holds this role there."""


class RoleWithoutPlace(ActionDenied):
    """This role holds at a body, and none was named."""


class RoleEnded(ActionDenied):
    """The role ended before."""


@transaction.atomic
def grant_role(*, user, name, by, at, organisation=None):
    """Give an account a role at a body, or for the whole installation."""
    check_for(by, check_may_keep_role, name, organisation)
    if organisation is None and name not in WITHOUT_PLACE:
        raise RoleWithoutPlace(_("Say where this role holds."))
    User.objects.select_for_update().get(pk=user.pk)
    if Role.objects.filter(user=user, name=name, organisation=organisation, ended_at=None).exists():
        raise RoleHeld(_("%(person)s already holds this role here.") % {"person": user})
    role = Role.objects.create(user=user, name=name, organisation=organisation)
    record(
        by, "role.granted", user, at=at, changes={"role": ["", f"{name}@{organisation.code if organisation else '*'}"]}
    )
    return role


@transaction.atomic
def end_role(*, role, by, at):
    """End a role; its row stays, so that what was done with it keeps its reason."""
    check_for(by, check_may_keep_role, role.name, role.organisation)
    role = Role.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(pk=role.pk)
    if role.ended_at:
        raise RoleEnded(_("This role has ended already."))
    role.ended_at = at
    role.save(update_fields=["ended_at", "updated_at"])
    place = role.organisation.code if role.organisation else "*"
    record(by, "role.ended", role.user, at=at, changes={"role": [f"{role.name}@{place}", ""]})
    return role


def open_companies(*, names, forum_id, by, at, source) -> dict[tuple[str, int | None], int]:
    """Companies by exact name (spaces and case apart) and region: those there are, and the rest opened.

    ``names`` holds (name, region id or None); those opened stand under ``forum_id``, not yet as its members.
    Returns the id of each by (key of the name, region id); writes one
    trail row for those opened. Likeness is nobody's business here.
    """
    wanted: dict[tuple[str, int | None], str] = {}
    for name, region in names:
        wanted.setdefault((name_key(name), region), name)
    found = {
        (key, region): pk
        for pk, key, region in Organisation.objects.filter(kind=Kind.COMPANY)
        .order_by("pk")
        .values_list("pk", "name_key", "region_id")
    }
    codes = new_codes("LBG", len(wanted))
    opened = Organisation.objects.bulk_create(
        (
            Organisation(
                kind=Kind.COMPANY, name=name, region_id=region, forum_id=forum_id, code=codes.pop(), **keys_of(name)
            )
            for (key, region), name in wanted.items()
            if (key, region) not in found
        ),
        batch_size=500,
    )
    if opened:
        told = hashlib.sha256("".join(f"{code}\n" for code in sorted(one.code for one in opened)).encode())
        record(by, "companies.opened", at=at, changes={"count": [0, len(opened)], "codes": ["", told.hexdigest()],
                                                       "file": ["", source]})  # fmt: skip
    return found | {(one.name_key, one.region_id): one.pk for one in opened}


@transaction.atomic
def open_centre(*, name, by, at):
    """Open a training centre under this name."""
    check_for(by, check_may_keep_role, RoleName.CENTRE_OFFICER, None)
    centre = Organisation.objects.create(kind=Kind.CENTRE, name=name)
    record(by, "centre.opened", centre, at=at, changes={"name": ["", name]})
    return centre
