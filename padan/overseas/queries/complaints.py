"""Questions about complaints: who may read one, and the one behind a receipt."""

from django.db.models import Q

from padan.base.codes import ALPHABET
from padan.base.sealing import digest
from padan.organisations.models import Organisation, Role
from padan.organisations.queries import EVERYTHING, NOTHING, Viewer
from padan.organisations.states import Kind, RoleName
from padan.overseas.models import Complaint, ComplaintFile, ComplaintWord, Permit
from padan.overseas.states import RECEIPT, Accused
from padan.people.models import User

RECEIPT_SIGNS = 16
_MISREAD = str.maketrans("OIL", "011")


def complaints_of(viewer: Viewer):
    """Complaints the viewer may read, the newest first: those to the forums she is secretary of, or to her office.

    Nobody else: no board member, no centre, no company, no auditor, no administrator. Who holds any role at the body
    it is about does not see it; where that body is not known, who holds a role at any body of its kind.
    """
    open_to = NOTHING
    if viewer.kept_forums:
        open_to |= Q(forum_id__in=viewer.kept_forums) & ~Q(accused=Accused.FORUM)
    if viewer.has(RoleName.LABOUR_OFFICE):
        open_to |= Q(to_office=True) & _in_provinces(viewer)
    rows = Complaint.objects.filter(open_to).exclude(_is_accused(viewer))
    return rows.select_related("forum", "organisation", "handled_by", "alarm").order_by("-pk")


def _in_provinces(viewer: Viewer) -> Q:
    condition = EVERYTHING if viewer.directorate else NOTHING
    for code in sorted(viewer.provinces):
        condition |= Q(forum__region__code__startswith=code)
    return condition


def _is_accused(viewer: Viewer) -> Q:
    """The condition that the viewer belongs to the body a complaint is about, or may."""
    forums = viewer.own.get(RoleName.SECRETARIAT, frozenset())
    bodies = frozenset().union(*viewer.own.values()) - forums
    condition = Q(organisation_id__in=bodies)
    unknown = [
        accused
        for accused, roles in (
            (Accused.CENTRE, (RoleName.CENTRE_OFFICER, RoleName.INSTRUCTOR)),
            (Accused.PARTNER, (RoleName.COMPANY_OFFICER,)),
        )
        if viewer.has(*roles)
    ]
    condition |= Q(organisation=None, accused__in=unknown)
    return condition | Q(accused=Accused.FORUM, forum_id__in=viewer.forums)


def messages_of(complaint):
    """What was said, in its order."""
    return ComplaintWord.objects.filter(complaint=complaint).order_by("pk")


def files_of(complaint):
    """What she added, without its content."""
    return ComplaintFile.objects.filter(complaint=complaint).defer("content_sealed").order_by("pk")


def receipt_key(written: str) -> str:
    """A receipt as it is compared: capitals and digits alone; O is read as 0, I and L as 1."""
    signs = "".join(sign for sign in written.upper() if sign.isalnum() and sign.isascii()).translate(_MISREAD)
    return signs if len(signs) == RECEIPT_SIGNS and set(signs) <= set(ALPHABET) else ""


def complaint_behind(written: str):
    """The complaint a receipt opens, or None."""
    key = receipt_key(written)
    if not key:
        return None
    rows = Complaint.objects.filter(receipt_digest=digest(key, purpose=RECEIPT)).select_related("forum", "organisation")
    return rows.order_by("pk").first()


def forum_with_channel(code: str):
    """Forums under this code: where complaints may be sent."""
    return Organisation.objects.filter(kind=Kind.FORUM, code=code, closed_on=None).order_by("pk")


def bodies_to_name(forum):
    """Bodies a complaint to this forum may be about: partners with a permit, and centres; by name."""
    with_permit = Permit.objects.order_by().values("organisation_id")
    rows = Organisation.objects.filter(forum=forum, closed_on=None).filter(Q(pk__in=with_permit) | Q(kind=Kind.CENTRE))
    return rows.order_by("name_key", "pk")


def neutral_secretaries(forum, accused, organisation) -> list[User]:
    """Secretaries of a forum who may read a complaint about this body: those who do not belong to it."""
    held = Role.objects.filter(organisation=forum, name=RoleName.SECRETARIAT, ended_at=None, user__is_active=True)
    users = User.objects.filter(pk__in=held.order_by().values("user_id")).order_by("pk")
    if organisation is not None:
        there = Role.objects.filter(organisation=organisation, ended_at=None)
    elif accused == Accused.CENTRE:
        there = Role.objects.filter(name__in=(RoleName.CENTRE_OFFICER, RoleName.INSTRUCTOR), ended_at=None)
    elif accused == Accused.PARTNER:
        there = Role.objects.filter(name=RoleName.COMPANY_OFFICER, ended_at=None)
    else:
        return list(users)
    return list(users.exclude(pk__in=there.order_by().values("user_id")))


def files_open_to(viewer: Viewer):
    """Files of the complaints the viewer may read, with their complaint."""
    rows = ComplaintFile.objects.filter(complaint__in=complaints_of(viewer).order_by().values("pk"))
    return rows.select_related("complaint").order_by("pk")


def forums_with_poster(viewer: Viewer):
    """The forum whose poster the viewer prints: that she is secretary of, or that of her centre."""
    of_centres = Organisation.objects.filter(pk__in=viewer.centres).order_by().values("forum_id")
    rows = Organisation.objects.filter(Q(pk__in=viewer.kept_forums) | Q(pk__in=of_centres), kind=Kind.FORUM)
    return rows.order_by("pk")
