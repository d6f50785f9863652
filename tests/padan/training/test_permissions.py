"""Names are read by who works with the people; who is also an auditor or on a board elsewhere reads codes."""

import pytest
from factories.organisations import OrganisationFactory, RoleFactory, account, viewer

from padan.organisations.queries import viewer_of
from padan.organisations.states import RoleName as R
from padan.training.permissions import may_see_names

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (R.SECRETARIAT, True),
        (R.CENTRE_OFFICER, True),
        (R.INSTRUCTOR, True),
        (R.BOARD_MEMBER, False),
        (R.COMPANY_OFFICER, False),
        (R.LABOUR_OFFICE, False),
        (R.AUDITOR, False),
        (R.ADMINISTRATOR, False),
    ],
)
def test_each_role_reads_names_or_codes(role, reads):
    assert may_see_names(viewer(role, OrganisationFactory())) == reads


def test_an_officer_who_is_auditor_too_reads_codes():
    user = account(R.CENTRE_OFFICER, OrganisationFactory(centre=True))
    RoleFactory(user=user, name=R.AUDITOR, organisation=None)
    assert not may_see_names(viewer_of(user))


def test_a_secretary_on_the_board_of_her_own_forum_reads_names_and_on_another_s_codes():
    forum = OrganisationFactory(forum_body=True)
    user = account(R.SECRETARIAT, forum)
    RoleFactory(user=user, name=R.BOARD_MEMBER, organisation=forum)
    assert may_see_names(viewer_of(user))
    RoleFactory(user=user, name=R.BOARD_MEMBER)
    assert not may_see_names(viewer_of(user))
