"""Acts on the roles of people in bodies."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.organisations.models import Role
from padan.organisations.permissions import check_for, check_may_keep_role
from padan.organisations.states import RoleName
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
