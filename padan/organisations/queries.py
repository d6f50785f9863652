"""Who may see which bodies. Every scoped question of the rooms above starts from a ``Viewer``."""

from dataclasses import dataclass, field

from django.db.models import Q

from padan.organisations.models import Organisation, Role
from padan.organisations.states import Kind, RoleName

SEES_ALL = frozenset({RoleName.AUDITOR, RoleName.ADMINISTRATOR})
FORUM_ROLES = frozenset({RoleName.SECRETARIAT, RoleName.BOARD_MEMBER})
CENTRE_ROLES = frozenset({RoleName.CENTRE_OFFICER, RoleName.INSTRUCTOR})


@dataclass(frozen=True)
class Viewer:
    """An account with everything that scopes what it may see, asked once a request.

    ``forums`` holds the viewer's forums and all below them; ``provinces`` the first two digits a labour office
    answers for (empty and ``directorate`` True: the whole country).
    """

    user: object = None
    roles: frozenset[str] = frozenset()
    own: dict[str, frozenset[int]] = field(default_factory=dict)  # role name -> ids of organisations
    forums: frozenset[int] = frozenset()
    provinces: frozenset[str] = frozenset()
    directorate: bool = False

    def has(self, *names: str) -> bool:
        """Whether any of these roles is held."""
        return not self.roles.isdisjoint(names)

    @property
    def sees_all(self) -> bool:
        return not self.roles.isdisjoint(SEES_ALL)

    @property
    def centres(self) -> frozenset[int]:
        return self.own.get(RoleName.CENTRE_OFFICER, frozenset())

    @property
    def companies(self) -> frozenset[int]:
        return self.own.get(RoleName.COMPANY_OFFICER, frozenset())

    @property
    def person_id(self) -> int | None:
        """The graduate behind the account, if she is one."""
        return self.user.person_id if self.has(RoleName.GRADUATE) else None


NOBODY = Viewer()


def viewer_of(user) -> Viewer:
    """The viewer behind an account: at most two queries (roles; the tree of forums when it matters)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    own: dict[str, set[int]] = {}
    provinces, directorate = set(), False
    for role in Role.objects.filter(user=user, ended_at=None).select_related("organisation__region"):
        own.setdefault(role.name, set())
        if role.organisation_id:
            own[role.name].add(role.organisation_id)
        if role.name == RoleName.LABOUR_OFFICE:
            region = role.organisation.region if role.organisation else None
            if region:
                provinces.add(region.code[:2])
            else:
                directorate = True
    forums = set().union(*(own.get(name, ()) for name in FORUM_ROLES))
    return Viewer(
        user=user,
        roles=frozenset(own),
        own={name: frozenset(ids) for name, ids in own.items()},
        forums=frozenset(_with_below(forums)) if forums else frozenset(),
        provinces=frozenset(provinces),
        directorate=directorate,
    )


def _with_below(forums):
    children: dict[int, list[int]] = {}
    for child, parent in Organisation.objects.filter(kind=Kind.FORUM).values_list("pk", "forum_id").order_by("pk"):
        children.setdefault(parent, []).append(child)
    found, todo = set(), list(forums)
    while todo:
        forum = todo.pop()
        if forum not in found:
            found.add(forum)
            todo.extend(children.get(forum, ()))
    return found


def within(viewer: Viewer, path: str = "") -> Q:
    """The condition that an organisation, reached by ``path``, stands in the viewer's forums or is wholly visible.

    ``path`` is the lookup to the organisation, such as ``"centre"``; empty on organisations themselves.
    """
    to = f"{path}__" if path else ""
    if viewer.sees_all or viewer.directorate:
        return Q()
    condition = Q(pk__in=[])
    if viewer.forums:
        condition |= Q(**{f"{to}forum_id__in": viewer.forums}) | Q(**{f"{to}id__in": viewer.forums})
    if viewer.provinces:
        province = Q()
        for code in sorted(viewer.provinces):
            province |= Q(**{f"{to}region__code__startswith": code})
        condition |= province
    return condition


def organisations_of(viewer: Viewer):
    """Bodies the viewer may open, by name: her own, those of her forums; centre and company staff also see their forum.

    Region comes along.
    """
    own = set().union(*viewer.own.values()) if viewer.own else set()
    return (
        Organisation.objects.filter(within(viewer) | Q(pk__in=own))
        .select_related("region", "forum")
        .order_by("name_key", "pk")
    )


def companies_of(viewer: Viewer):
    """Companies the viewer may open. Centre officers see the companies of their own forum, to work with them."""
    own_centres = viewer.centres | viewer.own.get(RoleName.INSTRUCTOR, frozenset())
    beside = Q()
    if own_centres:
        forums = Organisation.objects.filter(pk__in=own_centres, forum__isnull=False).values("forum_id")
        beside = Q(forum_id__in=forums)
    rows = Organisation.objects.filter(kind=Kind.COMPANY)
    condition = within(viewer) | Q(pk__in=viewer.companies)
    if beside:
        condition |= beside
    return rows.filter(condition).select_related("region", "forum").order_by("name_key", "pk")


def centres_of(viewer: Viewer):
    """Training centres the viewer may open: her own, those of her forums, or all."""
    own = viewer.centres | viewer.own.get(RoleName.INSTRUCTOR, frozenset())
    return (
        Organisation.objects.filter(kind=Kind.CENTRE)
        .filter(within(viewer) | Q(pk__in=own))
        .select_related("region", "forum")
        .order_by("name_key", "pk")
    )


def centres_kept_by(viewer: Viewer):
    """Centres whose rows the viewer may write: her own as officer, those of her forums as secretariat."""
    rows = Organisation.objects.filter(kind=Kind.CENTRE).select_related("region", "forum").order_by("name_key", "pk")
    if viewer.has(RoleName.ADMINISTRATOR):
        return rows
    forums = viewer.forums if viewer.has(RoleName.SECRETARIAT) else frozenset()
    return rows.filter(Q(pk__in=viewer.centres) | Q(forum_id__in=forums))


def roles_of(user):
    """Roles held today, with their places."""
    return Role.objects.filter(user=user, ended_at=None).select_related("organisation").order_by("pk")
