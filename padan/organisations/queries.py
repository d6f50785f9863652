"""Who may see which bodies. Every scoped question of the rooms above starts from a ``Viewer``."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from padan.base.errors import PadanError
from padan.organisations.models import Alias, Contact, LikelyPair, Organisation, Role
from padan.organisations.names import core_of
from padan.organisations.states import Kind, PairState, RoleName

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING  # an empty Q would vanish beside "|"
SEES_ALL = frozenset({RoleName.AUDITOR, RoleName.ADMINISTRATOR})


class UnknownOrganisation(PadanError):
    """No body has this code."""


@dataclass(frozen=True)
class Viewer:
    """An account with everything that scopes what it may see, asked once a request.

    ``forums`` holds the viewer's forums and all below them, ``kept_forums`` those of them that she is secretary of
    (a board member reads, a secretary keeps); ``provinces`` the first two digits a labour office
    answers for (empty and ``directorate`` True: the whole country).
    """

    user: object = None
    roles: frozenset[str] = frozenset()
    own: dict[str, frozenset[int]] = field(default_factory=dict)  # role name -> ids of organisations
    forums: frozenset[int] = frozenset()
    kept_forums: frozenset[int] = frozenset()
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
    kept, read = own.get(RoleName.SECRETARIAT, set()), own.get(RoleName.BOARD_MEMBER, set())
    tree = _children_of_forums() if kept or read else {}
    return Viewer(
        user=user,
        roles=frozenset(own),
        own={name: frozenset(ids) for name, ids in own.items()},
        forums=_with_below(kept | read, tree),
        kept_forums=_with_below(kept, tree),
        provinces=frozenset(provinces),
        directorate=directorate,
    )


def _children_of_forums():
    children: dict[int, list[int]] = {}
    for child, parent in Organisation.objects.filter(kind=Kind.FORUM).values_list("pk", "forum_id").order_by("pk"):
        children.setdefault(parent, []).append(child)
    return children


def forums_below(forum) -> frozenset[int]:
    """Ids of a forum's body and of every forum below it. One query."""
    return _with_below({forum.pk}, _children_of_forums())


def _with_below(forums, children):
    found, todo = set(), list(forums)
    while todo:
        forum = todo.pop()
        if forum not in found:
            found.add(forum)
            todo.extend(children.get(forum, ()))
    return frozenset(found)


def within(viewer: Viewer, path: str = "", *, administrators: bool = True) -> Q:
    """The condition that an organisation, reached by ``path``, stands in the viewer's forums or is wholly visible.

    ``path`` is the lookup to the organisation, such as ``"centre"``; empty on organisations themselves.
    Administrators keep bodies, programmes and classes; other rooms ask with ``administrators=False``.
    """
    to = f"{path}__" if path else ""
    if viewer.has(RoleName.AUDITOR) or viewer.directorate or (administrators and viewer.has(RoleName.ADMINISTRATOR)):
        return EVERYTHING
    condition = NOTHING
    if viewer.forums:
        condition |= Q(**{f"{to}forum_id__in": viewer.forums}) | Q(**{f"{to}id__in": viewer.forums})
    if viewer.provinces:
        for code in sorted(viewer.provinces):
            condition |= Q(**{f"{to}region__code__startswith": code})
    return condition


def within_personal(viewer: Viewer, path: str, *, at_once: bool = False) -> Q:
    """The condition that a row about a person, kept by the centre reached by ``path``, is open to the viewer.

    Forums and centres read theirs, auditors all of them (as codes). Administrators, labour offices and companies read
    no personal row by their role. ``at_once`` asks for the forum's centres once instead of joining one to each row:
    quicker where most rows are counted, slower where a few are picked.
    """
    if viewer.has(RoleName.AUDITOR):
        return EVERYTHING
    condition = NOTHING
    if viewer.forums and at_once:
        centres = Organisation.objects.filter(forum_id__in=viewer.forums).order_by().values("pk")
        condition |= Q(**{f"{path}__in": centres})
    elif viewer.forums:
        condition |= Q(**{f"{path}__forum_id__in": viewer.forums})
    if viewer.centres:
        condition |= Q(**{f"{path}_id__in": viewer.centres})
    return condition


def in_forum_of_own_centre(viewer: Viewer, path: str) -> Q:
    """The condition that a body stands in the forum of a centre the viewer is an officer of: they work together."""
    if not viewer.centres:
        return NOTHING
    forums = Organisation.objects.filter(pk__in=viewer.centres, forum__isnull=False).order_by().values("forum_id")
    return Q(**{f"{path}__forum_id__in" if path else "forum_id__in": forums})


def organisations_of(viewer: Viewer):
    """Bodies the viewer may open, by name: her own and those of her forums. Region and forum come along."""
    own = set().union(*viewer.own.values()) if viewer.own else set()
    return (
        Organisation.objects.filter(within(viewer) | Q(pk__in=own))
        .select_related("region", "forum")
        .order_by("name_key", "pk")
    )


def companies_of(viewer: Viewer):
    """Companies the viewer may open. Officers of a centre see those of its forum, to work with them."""
    condition = within(viewer) | Q(pk__in=viewer.companies) | in_forum_of_own_centre(viewer, "")
    return (
        Organisation.objects.filter(condition, kind=Kind.COMPANY)
        .select_related("region", "forum")
        .order_by("name_key", "pk")
    )


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
    return rows.filter(Q(pk__in=viewer.centres) | Q(forum_id__in=viewer.kept_forums))


OTHERS = (Kind.OFFICE, Kind.ASSOCIATION, Kind.SCHOOL)
KEPT_BY_SECRETARIES = (Kind.COMPANY, Kind.CENTRE, *OTHERS)


def others_of(viewer: Viewer):
    """Offices, associations and schools the viewer may open. Officers of a centre see those of its forum."""
    own = set().union(*viewer.own.values()) if viewer.own else set()
    condition = within(viewer) | Q(pk__in=own) | in_forum_of_own_centre(viewer, "")
    return (
        Organisation.objects.filter(condition, kind__in=OTHERS)
        .select_related("region", "forum")
        .order_by("name_key", "pk")
    )


def bodies_kept_by(viewer: Viewer):
    """Bodies the viewer may change: those under the forums she is secretary of; all for an administrator."""
    rows = Organisation.objects.filter(kind__in=KEPT_BY_SECRETARIES).select_related("region", "forum", "industry")
    if not viewer.has(RoleName.ADMINISTRATOR):
        rows = rows.filter(forum_id__in=viewer.kept_forums)
    return rows.order_by("name_key", "pk")


def bodies_with_contacts_kept_by(viewer: Viewer):
    """Bodies whose contacts the viewer may change: those she keeps, and her own."""
    rows = Organisation.objects.exclude(kind=Kind.FORUM).select_related("region", "forum").order_by("name_key", "pk")
    if viewer.has(RoleName.ADMINISTRATOR):
        return rows
    return rows.filter(Q(forum_id__in=viewer.kept_forums) | Q(pk__in=viewer.companies | viewer.centres))


def contacts_kept_by(viewer: Viewer):
    """Contacts the viewer may change, with their body."""
    rows = Contact.objects.select_related("organisation").order_by("organisation_id", "name", "pk")
    return rows.filter(organisation__in=bodies_with_contacts_kept_by(viewer).order_by().values("pk"))


def forums_kept_by(viewer: Viewer):
    """Forums under which the viewer may open bodies."""
    rows = Organisation.objects.filter(kind=Kind.FORUM)
    if not viewer.has(RoleName.ADMINISTRATOR):
        rows = rows.filter(pk__in=viewer.kept_forums)
    return rows.order_by("name_key", "pk")


def bodies_alike(body):
    """Bodies that may be the one about to be opened, at most five.

    The same name otherwise written and not surely in another region, or the same NIB or NPWP.
    """
    same = Q(kind=body.kind, core_key=core_of(body.name))
    if body.region:
        near = Q(region=None) | Q(region__code__startswith=body.region.code) | Q(region=body.region.parent_id)
        same &= near
    if body.nib:
        same |= Q(nib=body.nib)
    if body.npwp:
        same |= Q(npwp__in=[body.npwp, body.npwp.removeprefix("0"), body.npwp.rjust(16, "0")])
    found = Organisation.objects.filter(same).exclude(pk=body.pk).select_related("region", "forum")
    return found.order_by("name_key", "pk")[:5]


def body_with_former_code(code: str):
    """The body into which the one with this code was merged, or None."""
    alias = Alias.objects.filter(code=code).exclude(code="").select_related("organisation").order_by("pk").first()
    return alias.organisation if alias else None


def names_of(organisation):
    """Its former and other names, in the order they were written down."""
    return Alias.objects.filter(organisation=organisation).order_by("pk")


def pairs_open(viewer: Viewer):
    """Pairs that may be one and that the viewer may answer: she keeps both. The likeliest first."""
    rows = LikelyPair.objects.filter(state=PairState.OPEN)
    if not viewer.has(RoleName.ADMINISTRATOR):
        rows = rows.filter(one__forum_id__in=viewer.kept_forums, other__forum_id__in=viewer.kept_forums)
    return rows.select_related("one__region", "one__forum", "other__region", "other__forum").order_by("-likeness", "pk")


def secretaries_over(viewer: Viewer, body) -> bool:
    """Whether the viewer is secretary of the forum that ``body`` stands under, or of one above it."""
    return body.forum_id in viewer.kept_forums or body.pk in viewer.kept_forums


def roles_of(user):
    """Roles held today, with their places."""
    return Role.objects.filter(user=user, ended_at=None).select_related("organisation").order_by("pk")


def company_behind(link):
    """The company that a link is about."""
    code = link.thing_code if link.thing_kind == "organisations.organisation" else None
    return Organisation.objects.filter(kind=Kind.COMPANY, code=code).select_related("region", "forum").order_by("pk")


EVERYWHERE = Viewer(roles=frozenset({RoleName.AUDITOR}))
"""The installation itself, for the command line and for jobs: reads everything as an auditor does, people as codes."""


def organisation_with_code(code: str) -> Organisation:
    """The body with this code, for the command line. Raises ``UnknownOrganisation``."""
    found = Organisation.objects.filter(code=code).order_by("pk").first() or body_with_former_code(code)
    if found is None:
        raise UnknownOrganisation(_("There is no organisation with the code “%(code)s”.") % {"code": code})
    return found


def contacts_of(organisation):
    """Named persons of a body, by name."""
    return Contact.objects.filter(organisation=organisation).order_by("name", "pk")


def member_contacts(forum_id):
    """Named persons of the members of a forum, by body and name."""
    return (
        Contact.objects.filter(organisation__forum_id=forum_id, organisation__joined_on__isnull=False)
        .filter(organisation__closed_on=None)
        .select_related("organisation")
        .order_by("organisation__name_key", "name", "pk")
    )


def partners_under(body):
    """Companies that stand under a forum's body, closed ones left out, by name."""
    return Organisation.objects.filter(forum=body, kind=Kind.COMPANY, closed_on=None).order_by("name_key", "pk")


def first_contacts(bodies) -> dict:
    """For each body the contact that is written to: one with an e-mail before one without. One query."""
    found = {}
    rows = Contact.objects.filter(organisation__in=bodies).order_by("organisation_id", "name", "pk")
    for contact in sorted(rows, key=lambda contact: not contact.email):
        found.setdefault(contact.organisation_id, contact)
    return found
