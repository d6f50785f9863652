"""Papers of a candidate: brought, replaced, opened, taken out; what she agrees to; what ends soon."""

import re
import unicodedata
from collections import Counter
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.base.files import content_of, forget, keep
from padan.base.readings import Problem, line
from padan.base.sealing import digest
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.organisations.queries import viewer_of
from padan.overseas import notices
from padan.overseas.actions.stepping import OPENED_FOR
from padan.overseas.models import Candidate, CandidatePaper, PaperConsent, PaperLook
from padan.overseas.models.papers import NUMBER
from padan.overseas.permissions import (
    HealthClosed,
    check_is_herself,
    check_leads_to_papers,
    check_may_bring,
    check_may_keep_candidate,
    check_may_look,
    is_herself,
)
from padan.overseas.queries.papers import (
    health_is_open,
    is_of_health,
    papers_to_remind,
    reminded_lately,
    rules_of,
)
from padan.overseas.states import (
    CONSENT_FLOW,
    KEEP_PAPERS,
    PAPER_FLOW,
    ConsentState,
    Document,
    Hand,
    Look,
    PaperState,
    Purpose,
)
from padan.people.actions import issue_link, issue_links
from padan.people.models import SignedLink
from padan.people.queries import address_of
from padan.trail.actions import record

LINK_LASTS = timedelta(days=30)
PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,7}")
NUMBERED = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{2,39}")
LONG = timedelta(days=30 * 365)
STEPS = (90, 30, 7, 0)
"""Days before the end at which she is told; 0: it is over."""
COOL_DOWN = timedelta(days=6)  # no candidate is mailed twice within it
OLD_KEPT = timedelta(days=365)  # a replaced version, before its file goes
AT_ONCE = 2000


class NoFileLeft(ActionDenied):
    """The file of an old version went when its time was over."""


@transaction.atomic
def bring_paper(
    *, candidate, kind, content, called, by, at, today, number="", issued_on=None, expires_on=None
) -> CandidatePaper:
    """Keep a paper of hers, sealed. One of the same kind that was there is replaced and stays for a year.

    ``content`` is what ``base.files.accepted`` let pass. Raises NotAllowed, HealthClosed or FieldRefused.
    """
    check_may_bring(by, candidate)
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("centre").get(pk=candidate.pk)
    rule = rules_of(candidate).filter(kind=kind).first()
    if rule is None and kind not in Document.values:
        raise FieldRefused("kind", _("Choose which paper it is."))
    health = is_of_health(kind, rule)
    if health and not health_is_open(candidate):
        raise HealthClosed(_("She has not agreed that health papers are kept. Only she can: by her link or account."))
    told = _checked(kind, number, issued_on, expires_on, today)
    if told["number"] and (twin := _same_number(candidate, kind, told["number"])):
        raise FieldRefused(
            "number",
            _("The same number stands at candidate %(code)s. Look at the paper itself; one of the two is wrong.")
            % {"code": twin.candidate.code},
        )
    before = CandidatePaper.objects.filter(candidate=candidate, kind=kind).order_by("-version").first()
    current = CandidatePaper.objects.filter(candidate=candidate, kind=kind, state=PaperState.CURRENT)
    for old in current.order_by("pk"):
        _leave(old, PaperState.REPLACED, at)
    paper = CandidatePaper(
        candidate=candidate,
        kind=kind,
        version=before.version + 1 if before else 1,
        health=health,
        issued_on=issued_on,
        expires_on=expires_on,
        hand=_hand(by, candidate),
        brought_by=None if by is None or isinstance(by, SignedLink) else by,
        brought_at=at,
        **keep(content, called=called, sealed=True),
    )
    paper.number = told["number"]
    paper.save()
    record(by, "paper.brought", candidate, at=at, changes={"kind": ["", kind], "version": ["", paper.version]})
    return paper


@transaction.atomic
def remove_paper(*, paper, why, by, at) -> CandidatePaper:
    """Take a paper out: it was brought by mistake, or she wants it gone. Its file leaves the disk; the row stays."""
    paper = CandidatePaper.objects.select_for_update(of=("self",)).select_related("candidate__centre").get(pk=paper.pk)
    check_may_bring(by, paper.candidate)
    PAPER_FLOW.check(PaperState(paper.state), PaperState.REMOVED)
    reason = line(why, 200)
    if reason is None or isinstance(reason, Problem):
        raise FieldRefused("why", _("Say in a few words why it is taken out."))
    _leave(paper, PaperState.REMOVED, at, why=reason)
    record(by, "paper.removed", paper.candidate, at=at, changes={"kind": [paper.kind, ""]})
    return paper


@transaction.atomic
def look_at_paper(*, paper, by, at, what=Look.OPENED) -> bytes:
    """The file of a paper in the clear, for one who may see it; the look is written down first and she sees it.

    Raises NotAllowed, HealthClosed, NoFileLeft or FileAltered.
    """
    paper = CandidatePaper.objects.select_related("candidate__centre").get(pk=paper.pk)
    check_may_look(by, paper)
    if not paper.file_name:
        raise NoFileLeft(_("The file of this paper is kept no more."))
    content = content_of(paper)
    note_look(candidate=paper.candidate, paper=paper, what=what, by=by, at=at)
    return content


def note_look(*, candidate, what, by, at, paper=None) -> PaperLook:
    """Write down that somebody of the house looked. Who looked through a share link stands with the share."""
    account = None if by is None or isinstance(by, SignedLink) else by
    return PaperLook.objects.create(
        candidate=candidate, paper=paper, what=what, by=account, hand=_hand(by, candidate), at=at
    )


# --- what she agrees to ---------------------------------------------------------------------------


@transaction.atomic
def agree_to_health(*, candidate, by, at) -> PaperConsent:
    """She agrees that her centre keeps and sees her health papers. Only she can."""
    check_is_herself(by, candidate)
    Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    consent, _new = PaperConsent.objects.get_or_create(
        candidate=candidate, purpose=Purpose.HEALTH, defaults={"asked_at": at}
    )
    return _settle(consent, ConsentState.GIVEN, by, at)


@transaction.atomic
def answer_share(*, consent, agrees, by, at, with_health=False) -> PaperConsent:
    """She agrees that her papers are shown to the receiver of a share, or not. Health papers only if she says so."""
    consent = (
        PaperConsent.objects.select_for_update(of=("self",)).select_related("candidate", "share").get(pk=consent.pk)
    )
    check_is_herself(by, consent.candidate)
    if agrees and consent.share.revoked_at:
        raise ActionDenied(_("This share link was revoked. Nothing is shown through it any more."))
    consent.with_health = bool(agrees and with_health)
    return _settle(consent, ConsentState.GIVEN if agrees else ConsentState.DECLINED, by, at)


@transaction.atomic
def withdraw_consent(*, consent, by, at) -> PaperConsent:
    """She takes a consent back; what it opened is closed from this moment on. Her centre may do it for her."""
    consent = (
        PaperConsent.objects.select_for_update(of=("self",)).select_related("candidate__centre").get(pk=consent.pk)
    )
    check_may_bring(by, consent.candidate)
    return _settle(consent, ConsentState.WITHDRAWN, by, at)


def _settle(consent, to, by, at):
    before = ConsentState(consent.state)
    CONSENT_FLOW.check(before, to)
    consent.state = to
    if to == ConsentState.GIVEN:
        consent.given_at, consent.ended_at = at, None
    else:
        consent.ended_at = at
    consent.save()
    told = {"purpose": ["", consent.purpose], "state": [before, to]}
    if consent.share_id:
        told |= {"share": ["", consent.share.code], "with_health": ["", consent.with_health]}
    record(by, "paper_consent.settled", consent.candidate, at=at, changes=told)
    return consent


# --- her link, and what ends soon -----------------------------------------------------------------


@transaction.atomic
def papers_link(*, candidate, by, at) -> str:
    """The address by which she brings papers, agrees, and sees who looked. For her alone.

    ``by`` is who keeps her route; or the link of her own route page, which leads on to it for two hours. Raises
    NotAllowed.
    """
    if isinstance(by, SignedLink):
        check_leads_to_papers(by, candidate)
    else:
        check_for(by, check_may_keep_candidate, candidate)
    lasts = OPENED_FOR if isinstance(by, SignedLink) else LINK_LASTS
    _link, token = issue_link(act=KEEP_PAPERS, thing=candidate, recipient=candidate.code, by=by, at=at, lasts=lasts)
    return address_of("link", token)


@transaction.atomic
def tell_of_ends(*, candidate, by, at, today) -> str:
    """The words that tell her of papers that end soon, with her link, to be sent by hand. The night is silent then."""
    address = papers_link(candidate=candidate, by=by, at=at)
    due = CandidatePaper.objects.filter(
        candidate=candidate, state=PaperState.CURRENT, expires_on__lte=today + timedelta(days=STEPS[0])
    ).order_by("expires_on", "pk")
    for paper in due:
        paper.reminded_of, paper.reminded_at = _step(paper.expires_on, today), at
        paper.save(update_fields=["reminded_of", "reminded_at", "updated_at"])
    return notices.words_about_ends(
        name=candidate.person.name or candidate.code,
        centre=candidate.centre.name,
        ends=[(paper.label, paper.expires_on) for paper in due],
        address=address,
        today=today,
    )


@transaction.atomic
def expire_papers(*, today: date, at) -> int:
    """Mail candidates on the route about papers that end in 90, 30 or 7 days, or have ended; one mail tells of all.

    Nobody is mailed twice within ``COOL_DOWN``; who has no e-mail waits on the list of papers, to be told by hand. The
    files of versions replaced over a year ago leave the disk. Returns how many papers were told of.
    """
    due = papers_to_remind(today, STEPS).exclude(candidate__person__email="")
    due = due.exclude(reminded_lately(at - COOL_DOWN)).order_by("candidate_id", "expires_on", "pk")
    told: dict[int, list] = {}
    names = ("pk", "candidate_id", "kind", "expires_on", "candidate__code", "candidate__person__name",
             "candidate__person__email", "candidate__centre__name")  # fmt: skip
    for row in due.values_list(*names):
        told.setdefault(row[1], []).append(row)
    if told:
        things = [Candidate(pk=pk, code=rows[0][4]) for pk, rows in told.items()]
        tokens = issue_links(act=KEEP_PAPERS, things=things, about=None, by=None, at=at, lasts=LINK_LASTS)
        notices.tell_of_ends(
            (
                (thing, *told[thing.pk][0][5:8], [(row[2], row[3]) for row in told[thing.pk]], tokens[thing.code])
                for thing in things
            ),
            today=today,
            at=at,
        )
        steps: dict[int, list[int]] = {}
        for rows in told.values():
            for row in rows:
                steps.setdefault(_step(row[3], today), []).append(row[0])
        for step, ids in steps.items():
            for start in range(0, len(ids), AT_ONCE):
                chunk = CandidatePaper.objects.filter(pk__in=ids[start : start + AT_ONCE])
                chunk.update(reminded_of=step, reminded_at=at)
    _let_old_files_go(at)
    return sum(len(rows) for rows in told.values())


def _let_old_files_go(at) -> None:
    old = CandidatePaper.objects.filter(state=PaperState.REPLACED, left_at__lt=at - OLD_KEPT).exclude(file_name="")
    names = list(old.order_by("pk").values_list("file_name", flat=True))
    if names:
        old.update(file_name="", file_as="", number_sealed=None, number_digest="")
        transaction.on_commit(partial(forget, names))


def _step(expires_on, today) -> int:
    """The smallest step of days within which the end has come."""
    return min(step for step in STEPS if expires_on <= today + timedelta(days=step))


def _leave(paper, to, at, *, why="") -> None:
    paper.state, paper.left_at, paper.why_removed = to, at, why
    if to == PaperState.REMOVED and paper.file_name:
        transaction.on_commit(partial(forget, [paper.file_name]))
        paper.file_name = paper.file_as = ""
        paper.number = ""
    paper.save()


def _hand(by, candidate) -> Hand:
    hers = isinstance(by, SignedLink) or (by is not None and is_herself(viewer_of(by), candidate))
    return Hand.HERSELF if hers else Hand.OFFICER


def _checked(kind, number, issued_on, expires_on, today) -> dict:
    """What is told of a paper, as it is kept. Raises FieldRefused."""
    plain = " ".join(unicodedata.normalize("NFKC", number).upper().split())
    if kind == Document.PASSPORT:
        plain = plain.replace(" ", "").replace("-", "")
        if not plain:
            raise FieldRefused("number", _("Write the number of the passport."))
        if not PASSPORT.fullmatch(plain):
            raise FieldRefused(
                "number", _("An Indonesian passport has one or two letters and six or seven digits, such as C1234567.")
            )
        if Counter(plain[-6:]).most_common(1)[0][1] == 6:
            raise FieldRefused("number", _("This number is the same digit again and again. Look at the passport."))
        if expires_on is None:
            raise FieldRefused("expires_on", _("Write the day until which the passport is valid."))
    elif plain and not NUMBERED.fullmatch(plain):
        raise FieldRefused("number", _("A number has 3 to 40 letters, digits, dots, slashes or dashes."))
    if issued_on and not today - LONG <= issued_on <= today:
        raise FieldRefused("issued_on", _("Write the day on which it was issued, today or before."))
    if expires_on and issued_on and expires_on < issued_on:
        raise FieldRefused("expires_on", _("It ends before it was issued. Look at both days again."))
    if expires_on and expires_on < today:
        raise FieldRefused(
            "expires_on",
            _("This paper ended on %(day)s already. Bring the one that is valid today.")
            % {"day": in_words(expires_on)},
        )
    if expires_on and expires_on > today + LONG:
        raise FieldRefused("expires_on", _("This day lies too far away. Look at the year again."))
    return {"number": plain}


def _same_number(candidate, kind, number):
    rows = CandidatePaper.objects.filter(number_digest=digest(f"{kind}:{number}", purpose=NUMBER))
    rows = rows.filter(~Q(candidate__person=candidate.person_id)).exclude(state=PaperState.REMOVED)
    return rows.select_related("candidate").order_by("pk").first()
