"""What is mailed about alarms and complaints: how many and where to look. Never who, nor a word of what was said."""

from django.utils.translation import gettext as _

from padan.overseas.queries.complaints import neutral_secretaries
from padan.overseas.queries.protection import labour_offices, officers_of, secretaries_of
from padan.overseas.states import AlarmKind, AlarmLevel
from padan.people.actions import queue_message, queue_messages
from padan.people.jobs import send_soon
from padan.people.queries import address_of


def tell_of_alarms(rows, *, today, at) -> int:
    """Count for each account what is new for it, by kind; complaints are told apart, at once (``complaint_came``)."""
    found: dict[int, tuple] = {}
    groups: dict[tuple, int] = {}
    for key in (
        rows.exclude(kind=AlarmKind.COMPLAINT)
        .order_by()
        .values_list("kind", "level", "centre_id", "forum_id", "forum__region__code", "kept_from_centre")
    ):
        groups[key] = groups.get(key, 0) + 1
    officers = officers_of({key[2] for key in groups if key[2]})
    secretaries = secretaries_of({key[3] for key in groups if key[3]})
    offices = labour_offices() if any(key[1] == AlarmLevel.OFFICE for key in groups) else []
    for (kind, level, centre, forum, province, kept), number in groups.items():
        users = list(secretaries.get(forum, ()))
        if not kept:
            users += officers.get(centre, ())
        if level == AlarmLevel.OFFICE:
            users += [role.user for role in offices if _answers_for(role, province) and role.user.email]
        for user in {user.pk: user for user in users}.values():
            counts = found.setdefault(user.pk, (user, {}))[1]
            counts[kind] = counts.get(kind, 0) + number
    queue_messages(
        (
            {
                "key": f"alarms:{user.code}:{today:%Y%m%d}",
                "to": user.email,
                "subject": _("Something to look at on the route abroad"),
                "body": _words(counts),
                "thing": user,
            }
            for user, counts in found.values()
        ),
        at=at,
    )
    if found:
        send_soon()
    return len(found)


def complaint_came(complaint, *, added, at) -> None:
    """Tell at once those who may read it: neutral secretaries, or the labour office. No word of it."""
    if complaint.to_office:
        region = complaint.forum.region.code if complaint.forum.region else ""
        users = [role.user for role in labour_offices() if _answers_for(role, region) and role.user.email]
    else:
        users = neutral_secretaries(complaint.forum, complaint.accused, complaint.organisation)
        users = [user for user in users if user.email]
    for user in {user.pk: user for user in users}.values():
        queue_message(
            key=f"complaint:{complaint.code}:{user.code}:{added}",
            to=user.email,
            subject=_("A complaint waits for you"),
            body=_("A complaint came in, or something was added to one. Read it only in Padan: %(link)s")
            % {"link": address_of("complaint-list")},
            thing=complaint,
            at=at,
        )
    if users:
        send_soon()


def _answers_for(role, region_code) -> bool:
    region = role.organisation.region if role.organisation else None
    return region is None or (region_code or "")[:2] == region.code[:2]


def _words(counts) -> str:
    lines = [f"- {AlarmKind(kind).label}: {number}" for kind, number in sorted(counts.items())]
    head = _("This is new on the route abroad:")
    foot = _("Look, and take what you can deal with: %(link)s") % {"link": address_of("alarm-list")}
    return "\n".join([head, "", *lines, "", foot])
