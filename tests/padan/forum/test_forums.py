from datetime import date

import pytest
from django.utils import timezone
from factories.forum import BoardTermFactory, DecisionFactory, EventFactory, ForumFactory, PastMembershipFactory
from factories.organisations import OrganisationFactory, account

from padan.base.errors import NotAllowed
from padan.forum.actions.forums import (
    ForumExists,
    MemberRefused,
    edit_forum,
    join_forum,
    leave_forum,
    open_forum,
    open_regional_forum,
)
from padan.forum.models import Forum, PastMembership
from padan.forum.queries import forum_tree, memberships_of
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.organisations.queries import viewer_of
from padan.organisations.states import Kind, RoleName
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 15)
SAID = {"vision": "Lulusan bekerja.", "mission": "", "legal_basis": "Perpres 68/2022", "potential": "", "website": ""}


def below(national, **more):
    body = OrganisationFactory(kind=Kind.FORUM, forum=national.organisation, **more)
    return ForumFactory(organisation=body)


def test_the_secretariat_above_opens_a_forum_below_it_once():
    national = ForumFactory(level=Forum.Level.NATIONAL)
    body = OrganisationFactory(forum_body=True, forum=national.organisation)
    told = {
        "organisation": body,
        "level": Forum.Level.REGIONAL,
        "by": account(RoleName.SECRETARIAT, national.organisation),
        "at": timezone.now(),
    }

    assert open_forum(**told).organisation == body
    with pytest.raises(ForumExists):
        open_forum(**told)


def test_a_company_is_no_forum():
    with pytest.raises(ForumExists):
        open_forum(organisation=OrganisationFactory(), level=Forum.Level.REGIONAL, by=None, at=timezone.now())


def test_a_regional_forum_opens_with_its_body_beside_a_centre_that_has_none():
    national, centre = ForumFactory(level=Forum.Level.NATIONAL), OrganisationFactory(kind=Kind.CENTRE)
    told = {"above": national, "region": None, "centre": centre, "at": timezone.now(), "by": None}

    opened = open_regional_forum(name="FKLPI Contoh  Karawang", **told)

    assert (opened.organisation.name, opened.organisation.forum, opened.level) == (
        "FKLPI Contoh Karawang",
        national.organisation,
        Forum.Level.REGIONAL,
    )
    with pytest.raises(FieldRefused) as same_name:
        open_regional_forum(name="fklpi contoh karawang", **told | {"centre": None})
    with pytest.raises(FieldRefused) as same_centre:
        open_regional_forum(name="FKLPI Contoh Lain", **told)
    assert (same_name.value.field, same_centre.value.field) == ("name", "centre")
    assert Forum.objects.count() == 2


def test_a_regional_secretariat_opens_no_forum_beside_its_own():
    national = ForumFactory(level=Forum.Level.NATIONAL)
    secretary = account(RoleName.SECRETARIAT, below(national).organisation)

    with pytest.raises(NotAllowed):
        open_regional_forum(above=national, name="FKLPI Baru", region=None, by=secretary, at=timezone.now())
    assert Forum.objects.count() == 2


def test_what_a_forum_says_of_itself_is_never_overwritten_unseen():
    forum = ForumFactory()
    told = {"by": None, "at": timezone.now(), "email": "forum@contoh.padan.example", **SAID}

    edit_forum(forum=forum, revision=1, address="Jalan Contoh 1", phone="0812-3456-7890", **told)
    with pytest.raises(EditedMeanwhile):
        edit_forum(forum=forum, revision=1, address="Jalan Lain 2", phone="", **told)

    forum.refresh_from_db()
    assert (forum.vision, forum.phone, forum.organisation.address, forum.revision) == (
        "Lulusan bekerja.",
        "+6281234567890",
        "Jalan Contoh 1",
        2,
    )


def test_a_phone_that_is_none_names_its_field():
    forum = ForumFactory()

    with pytest.raises(FieldRefused) as refused:
        edit_forum(forum=forum, revision=1, address="", phone="nanti", email="", by=None, at=timezone.now(), **SAID)

    assert refused.value.field == "phone"
    assert Forum.objects.get().vision == ""


def test_a_body_joins_leaves_and_joins_again_and_each_time_stays_written_down():
    forum = ForumFactory()
    secretary = account(RoleName.SECRETARIAT, forum.organisation)
    body = OrganisationFactory(forum=forum.organisation)
    told = {"forum": forum, "organisation": body, "by": secretary, "at": timezone.now(), "today": DAY}

    join_forum(joined_on=date(2022, 3, 1), **told)
    leave_forum(left_on=date(2024, 2, 29), reason="Pindah kota", **told)
    with pytest.raises(MemberRefused):
        join_forum(joined_on=date(2024, 1, 1), **told)  # before it left
    join_forum(joined_on=date(2024, 6, 1), **told)

    body.refresh_from_db()
    assert body.joined_on == date(2024, 6, 1)
    assert [(one.joined_on, one.left_on, one.reason) for one in memberships_of(body)] == [
        (date(2022, 3, 1), date(2024, 2, 29), "Pindah kota")
    ]
    assert list(Entry.objects.order_by("seq").values_list("verb", flat=True)) == [
        "member.joined",
        "member.left",
        "member.joined",
    ]


def test_a_body_is_a_member_of_one_forum():
    ours, theirs = ForumFactory(), ForumFactory()
    body = OrganisationFactory(forum=theirs.organisation, joined_on=date(2023, 1, 1))

    with pytest.raises(MemberRefused):
        join_forum(forum=ours, organisation=body, joined_on=DAY, by=None, at=timezone.now(), today=DAY)

    body.refresh_from_db()
    assert body.forum == theirs.organisation


@pytest.mark.parametrize("day", [date(2022, 2, 28), date(2024, 11, 16)])
def test_nobody_leaves_before_joining_or_in_days_to_come(day):
    forum = ForumFactory()
    body = OrganisationFactory(forum=forum.organisation, joined_on=date(2022, 3, 1))

    with pytest.raises(MemberRefused):
        leave_forum(forum=forum, organisation=body, left_on=day, by=None, at=timezone.now(), today=DAY)
    assert not PastMembership.objects.exists()


def test_the_tree_tells_members_board_and_open_tasks_in_the_same_number_of_questions(django_assert_num_queries):
    national = ForumFactory(level=Forum.Level.NATIONAL)
    regional = below(national)
    OrganisationFactory.create_batch(2, forum=regional.organisation, joined_on=date(2023, 1, 1))
    OrganisationFactory(forum=regional.organisation)  # registered, not a member
    PastMembershipFactory(forum=regional)
    BoardTermFactory(forum=regional)
    DecisionFactory(task=True, event=EventFactory(forum=regional))
    DecisionFactory(event=EventFactory(forum=regional))
    viewer = viewer_of(account(RoleName.SECRETARIAT, national.organisation))

    with django_assert_num_queries(4):
        tree = forum_tree(viewer, DAY)

    assert [(one.forum, one.depth, one.members, one.tasks, one.term and one.term.ends_on) for one in tree] == [
        (national, 0, 0, 0, None),
        (regional, 1, 2, 1, date(2027, 1, 7)),
    ]
    below(regional)
    viewer = viewer_of(viewer.user)
    with django_assert_num_queries(4):
        assert [one.depth for one in forum_tree(viewer, DAY)] == [0, 1, 2]
