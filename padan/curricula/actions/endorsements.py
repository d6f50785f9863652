"""Industry is asked about a version by signed links: it endorses the text, or asks for a change at a unit."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.readings import Problem, line, prose
from padan.base.readings import email as email_of
from padan.base.readings import phone as phone_of
from padan.curricula import notices
from padan.curricula.comparing import digest_of
from padan.curricula.models import CurriculumVersion, Endorsement, UnitRemark
from padan.curricula.permissions import ENDORSE, check_may_ask_industry, check_may_write_curricula
from padan.curricula.queries.endorsements import due_for_reminder
from padan.curricula.queries.versions import whole_of
from padan.curricula.states import VersionState
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.organisations.states import Kind
from padan.people.actions import issue_link, issue_links
from padan.people.permissions import check_link_for
from padan.people.queries import address_of
from padan.trail.actions import record

ASKED_FOR = timedelta(days=60)
"""How long a member may answer by the link she was sent."""
ON_THE_TABLE = (VersionState.PROPOSED, VersionState.ENDORSED)


class NotOnTheTable(ActionDenied):
    """The version is not before industry now: being written, in force, or retired."""


class TextChanged(ActionDenied):
    """The text is not the one this reader saw."""


class AlreadyResolved(ActionDenied):
    """The remark was dealt with before."""


@transaction.atomic
def ask_endorsement(*, version, company, by, at, recipient="", email="", phone=""):
    """Ask a company for its word on a proposed version. Returns the asking and the address of its link, told once."""
    version = _on_the_table(version)
    check_for(by, check_may_ask_industry, version.programme.centre)
    if company.kind != Kind.COMPANY:
        raise FieldRefused("company", _("Choose a company."))
    if version.endorsements.filter(company=company).exists():
        raise FieldRefused("company", _("%(company)s was asked already. Make it a fresh link.") % {"company": company})
    name, number, address = line(recipient, 200), phone_of(phone), email_of(email)
    if isinstance(name, Problem):
        raise FieldRefused("recipient", _("This name holds signs that cannot be seen, or is too long."))
    if isinstance(number, Problem):
        sentence = _("“%(phone)s” is not a phone number. Write it as 0812… or +62812….")
        raise FieldRefused("phone", sentence % {"phone": phone})
    if isinstance(address, Problem):
        raise FieldRefused("email", _("“%(email)s” is not an e-mail address.") % {"email": email})
    asking = Endorsement.objects.create(
        version=version, company=company, recipient=name or "", email=address or "", phone=number or "", asked_at=at
    )
    told = {"company": ["", company.name], "version": ["", version.code]}
    record(by, "endorsement.asked", asking, at=at, changes=told)
    link = _fresh_link(asking, by, at)
    notices.asked([asking], {asking.code: link}, "asked", at=at)
    return asking, link


@transaction.atomic
def endorsement_link(*, asking, by, at):
    """A fresh link for a company that was asked, to be sent by hand: its address."""
    version = _on_the_table(asking.version)
    check_for(by, check_may_ask_industry, version.programme.centre)
    return _fresh_link(asking, by, at)


@transaction.atomic
def remind_endorsers(*, version, by, at):
    """Write again to those who have not endorsed the text as it is, nobody twice within a week. Returns how many."""
    version = _on_the_table(version)
    check_for(by, check_may_ask_industry, version.programme.centre)
    due = list(due_for_reminder(version, digest_of(whole_of(version)), at).select_for_update(of=("self",)))
    if not due:
        return 0
    for asking in due:
        asking.version, asking.asked_at, asking.reminded = version, at, asking.reminded + 1
    Endorsement.objects.bulk_update(due, ["asked_at", "reminded"])
    tokens = issue_links(act=ENDORSE, things=due, about=version, by=by, at=at, lasts=ASKED_FOR)
    addresses = {code: address_of("link", token) for code, token in tokens.items()}
    notices.asked(due, addresses, f"reminded:{at:%Y%m%d%H%M}", at=at)
    return len(due)


@transaction.atomic
def endorse_version(*, asking, words, name, seen, by, at):
    """A company stands behind the text it was shown (``seen`` is its digest), in its own words.

    Raises NotOnTheTable, TextChanged, FieldRefused. A second tap changes nothing.
    """
    check_link_for(by, ENDORSE, asking)
    version, asking = _said_to(asking, seen)
    if asking.text_sha256 == seen:
        return asking
    text = prose(words, 2_000)
    if isinstance(text, Problem):
        raise FieldRefused("words", _("This text holds signs that cannot be seen, or is too long."))
    asking.endorsed_at, asking.endorsed_by, asking.words = at, _name(name), text or ""
    asking.text_sha256 = seen
    asking.save()
    told = {"company": ["", asking.company.name], "version": ["", version.code], "text": ["", seen]}
    record(by, "endorsement.given", asking, at=at, changes=told)
    return asking


@transaction.atomic
def ask_change(*, asking, taught, words, name, seen, by, at):
    """A company asks for a change, at a unit or at the version as a whole (``taught`` None)."""
    check_link_for(by, ENDORSE, asking)
    version, asking = _said_to(asking, seen)
    if taught is not None and taught.version_id != version.pk:
        raise FieldRefused("unit", _("This unit does not stand in the version."))
    text = prose(words, 2_000)
    if not isinstance(text, str):
        raise FieldRefused("words", _("Write what should change."))
    unit = taught.unit if taught else None
    same = asking.remarks.filter(unit=unit, words=text, resolved_at=None).order_by("pk").first()
    if same:
        return same
    remark = UnitRemark.objects.create(endorsement=asking, unit=unit, words=text, said_by=_name(name), said_at=at)
    told = {"company": ["", asking.company.name], "unit": ["", unit.code if unit else ""]}
    record(by, "endorsement.remarked", asking, at=at, changes=told)
    return remark


@transaction.atomic
def resolve_remark(*, remark, answer, by, at):
    """The centre has dealt with a remark, and says what came of it; the company reads it by its link."""
    version = _held(remark.endorsement.version)
    check_for(by, check_may_write_curricula, version.programme.centre)
    remark = UnitRemark.objects.select_for_update(of=("self",)).select_related("endorsement").get(pk=remark.pk)
    if remark.resolved_at:
        raise AlreadyResolved(_("This remark was dealt with before."))
    text = prose(answer, 2_000)
    if not isinstance(text, str):
        raise FieldRefused("answer", _("Write what came of it."))
    remark.resolved_at, remark.answer = at, text
    remark.save()
    record(by, "endorsement.resolved", remark.endorsement, at=at, changes={"answer": ["", text]})
    return remark


def _said_to(asking, seen):
    version = _on_the_table(asking.version)
    asking = Endorsement.objects.select_for_update(of=("self",)).select_related("company").get(pk=asking.pk)
    if digest_of(whole_of(version)) != seen:
        raise TextChanged(
            _("The text was changed after you opened this page. Nothing was recorded. Read it again below.")
        )
    return version, asking


def _on_the_table(version):
    version = _held(version)
    if version.state not in ON_THE_TABLE:
        raise NotOnTheTable(
            {
                VersionState.DRAFT: _("This version is being corrected. You will be asked again when it is proposed."),
                VersionState.IN_FORCE: _("This version is in force: it is taught as it stands."),
                VersionState.RETIRED: _("This version is retired. Nobody is asked about it any more."),
            }[VersionState(version.state)]
        )
    return version


def _held(version):
    rows = CurriculumVersion.objects.select_for_update(of=("self",)).select_related("programme__centre")
    return rows.get(pk=version.pk)


def _fresh_link(asking, by, at):
    _link, token = issue_link(act=ENDORSE, thing=asking, recipient=str(asking), by=by, at=at, lasts=ASKED_FOR)
    return address_of("link", token)


def _name(name):
    told = line(name, 200)
    if not isinstance(told, str):
        raise FieldRefused("name", _("Write your name and position."))
    return told
