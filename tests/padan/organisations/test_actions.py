import pytest
from django.utils import timezone
from factories.organisations import OrganisationFactory, account, viewer
from factories.people import UserFactory

from padan.base.errors import NotAllowed
from padan.organisations.actions import RoleEnded, RoleHeld, RoleWithoutPlace, end_role, grant_role
from padan.organisations.permissions import may_keep_role
from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db


def test_a_role_opens_its_place_and_its_end_closes_it():
    centre, user = OrganisationFactory(centre=True), UserFactory()

    role = grant_role(user=user, name=RoleName.CENTRE_OFFICER, organisation=centre, by=None, at=timezone.now())
    assert viewer_of(user).centres == {centre.pk}

    end_role(role=role, by=None, at=timezone.now())
    assert viewer_of(user).roles == frozenset()
    assert list(Entry.objects.values_list("verb", "thing_code")) == [
        ("role.granted", user.code),
        ("role.ended", user.code),
    ]


def test_the_same_role_is_not_held_twice_but_may_be_given_again_after_its_end():
    told = {"user": UserFactory(), "name": RoleName.AUDITOR, "by": None, "at": timezone.now()}
    role = grant_role(**told)

    with pytest.raises(RoleHeld):
        grant_role(**told)
    end_role(role=role, by=None, at=timezone.now())
    with pytest.raises(RoleEnded):
        end_role(role=role, by=None, at=timezone.now())
    assert grant_role(**told).pk != role.pk


def test_a_role_that_holds_somewhere_is_not_given_for_nowhere():
    with pytest.raises(RoleWithoutPlace):
        grant_role(user=UserFactory(), name=RoleName.COMPANY_OFFICER, by=None, at=timezone.now())


def test_a_secretary_gives_roles_below_her_forum_and_no_others():
    forum = OrganisationFactory(forum_body=True)
    company, stranger = OrganisationFactory(forum=forum), OrganisationFactory()
    secretary = viewer(RoleName.SECRETARIAT, forum)

    assert may_keep_role(secretary, RoleName.COMPANY_OFFICER, company)
    assert not may_keep_role(secretary, RoleName.COMPANY_OFFICER, stranger)
    assert not may_keep_role(secretary, RoleName.ADMINISTRATOR, None)
    assert not may_keep_role(secretary, RoleName.SECRETARIAT, forum)


def test_nobody_gives_herself_a_role():
    officer = account(RoleName.CENTRE_OFFICER, OrganisationFactory(centre=True))

    with pytest.raises(NotAllowed):
        grant_role(user=officer, name=RoleName.ADMINISTRATOR, by=officer, at=timezone.now())
    assert viewer_of(officer).roles == {RoleName.CENTRE_OFFICER}
    assert not Entry.objects.exists()
