"""A forum opens and says what it is; bodies join it and leave."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.codes import name_key
from padan.base.errors import ActionDenied
from padan.base.readings import Problem, email, line, phone
from padan.forum.models import Forum, PastMembership
from padan.forum.permissions import check_may_keep_forum, check_may_open_forum
from padan.forum.states import in_words
from padan.organisations.actions import EditedMeanwhile, FieldRefused, edit_body
from padan.organisations.models import Organisation
from padan.organisations.permissions import check_for
from padan.organisations.states import Kind
from padan.trail.actions import record

SAID = ("vision", "mission", "legal_basis", "potential", "website")
PROFILE = (*SAID, "phone", "email")


class ForumExists(ActionDenied):
    """This body is a forum already, or no forum's body at all."""


class MemberRefused(ActionDenied):
    """The body cannot join or leave this forum on that day."""


@transaction.atomic
def open_forum(*, organisation, level, by, at, centre=None):
    """Make a body of kind forum what it is: national or regional, beside a centre or none."""
    check_for(by, check_may_open_forum, organisation)
    if organisation.kind != Kind.FORUM:
        raise ForumExists(_("%(body)s is not a forum.") % {"body": organisation})
    if Forum.objects.filter(organisation=organisation).exists():
        raise ForumExists(_("%(body)s is open already.") % {"body": organisation})
    forum = Forum.objects.create(organisation=organisation, level=level, centre=centre)
    record(by, "forum.opened", organisation, at=at, changes={"level": ["", level]})
    return forum


@transaction.atomic
def open_regional_forum(*, above, name, region, by, at, centre=None, address=""):
    """Open a forum below another one, body and all."""
    check_for(by, check_may_open_forum, above.organisation)
    written = line(name, 200)
    if not isinstance(written, str) or not any(sign.isalpha() for sign in written):
        raise FieldRefused("name", _("Write the name as the forum itself writes it."))
    same = Organisation.objects.filter(kind=Kind.FORUM, name_key=name_key(written), region=region).order_by("pk")
    if other := same.first():
        raise FieldRefused("name", _("There is such a forum already: %(body)s (%(code)s).") % {
            "body": other, "code": other.code})  # fmt: skip
    if centre and (beside := Forum.objects.filter(centre=centre).order_by("pk").first()):
        raise FieldRefused("centre", _("%(forum)s stands beside this centre already.") % {"forum": beside})
    body = Organisation.objects.create(
        kind=Kind.FORUM, name=written, region=region, address=line(address) or "", forum=above.organisation
    )
    return open_forum(organisation=body, level=Forum.Level.REGIONAL, centre=centre, by=by, at=at)


@transaction.atomic
def edit_forum(*, forum, revision, address, by, at, **told):
    """Change what a forum says of itself, as it was shown at ``revision``; ``told`` holds all of ``PROFILE``."""
    check_for(by, check_may_keep_forum, forum)
    forum = Forum.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=forum.pk)
    if forum.revision != revision:
        raise EditedMeanwhile(
            _("Somebody changed this forum while you wrote. Your text is kept here; compare, then save again."), forum
        )
    clean = {field: told[field].strip() for field in SAID} | {
        "phone": _read(phone, "phone", told["phone"]),
        "email": _read(email, "email", told["email"]),
    }
    changes = {
        field: [getattr(forum, field), value] for field, value in clean.items() if getattr(forum, field) != value
    }
    for field, value in clean.items():
        setattr(forum, field, value)
    forum.revision += 1
    forum.save(update_fields=[*PROFILE, "revision", "updated_at"])
    body = forum.organisation
    if body.address != address:
        edit_body(body=body, revision=body.revision, address=address, by=by, at=at)
    if changes:
        record(by, "forum.edited", body, at=at, changes=changes)
    return forum


def _read(reading, field, written):
    read = reading(written)
    if isinstance(read, Problem):
        sentence = {
            "phone": _("“%(written)s” is not one phone number. Write it as 0812… or +62812…."),
            "email": _("“%(written)s” is not an e-mail address."),
        }[field]
        raise FieldRefused(field, sentence % {"written": written})
    return read or ""


@transaction.atomic
def join_forum(*, forum, organisation, joined_on, by, at, today):
    """A body becomes a member: it stands under the forum from that day."""
    check_for(by, check_may_keep_forum, forum)
    body = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if body.kind == Kind.FORUM:
        raise MemberRefused(_("A forum stands below another one; it is no member of it."))
    if body.joined_on:
        raise MemberRefused(
            _("%(body)s is a member of %(forum)s already. It leaves there first.") % {"body": body, "forum": body.forum}
        )
    if joined_on > today:
        raise MemberRefused(_("Write the day on which the body joined; it cannot lie ahead."))
    before = PastMembership.objects.filter(organisation=body, left_on__gt=joined_on).order_by("-left_on", "pk").first()
    if before:
        raise MemberRefused(
            _("%(body)s was a member of %(forum)s until %(day)s. Choose a later day.")
            % {"body": body, "forum": before.forum, "day": in_words(before.left_on)}
        )
    former = body.forum
    body.forum, body.joined_on = forum.organisation, joined_on
    body.revision += 1
    body.save(update_fields=["forum", "joined_on", "revision", "updated_at"])
    changes = {"joined_on": ["", joined_on], "forum": [former.code if former else "", forum.organisation.code]}
    record(by, "member.joined", body, at=at, changes=changes)
    return body


@transaction.atomic
def leave_forum(*, forum, organisation, left_on, by, at, today, reason=""):
    """A body is a member no more. Its agreements, needs and openings stay where they are; so does the membership."""
    check_for(by, check_may_keep_forum, forum)
    body = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if body.forum_id != forum.organisation_id or not body.joined_on:
        raise MemberRefused(_("%(body)s is not a member of this forum.") % {"body": body})
    if not body.joined_on <= left_on <= today:
        raise MemberRefused(
            _("A member leaves after it joined (%(day)s), and not later than today.")
            % {"day": in_words(body.joined_on)}
        )
    past = PastMembership.objects.create(
        forum=forum, organisation=body, joined_on=body.joined_on, left_on=left_on, reason=reason.strip()
    )
    body.joined_on = None
    body.revision += 1
    body.save(update_fields=["joined_on", "revision", "updated_at"])
    changes = {"joined_on": [past.joined_on, ""], "left_on": ["", left_on], "reason": ["", past.reason]}
    record(by, "member.left", body, at=at, changes=changes)
    return past
