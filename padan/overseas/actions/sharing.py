"""Papers shown to a receiver abroad: asked of each candidate, made, opened, revoked; every look is written down."""

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.base.marking import check_mark
from padan.base.readings import Problem, line
from padan.base.typesetting import CannotBePrinted
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas.actions.papers import note_look
from padan.overseas.models import PaperConsent, Share, ShareView
from padan.overseas.permissions import check_may_bring
from padan.overseas.printing import marked_cv, marked_paper, printed_cv
from padan.overseas.queries.sharing import shown_through, wrong_since
from padan.overseas.states import SEE_SHARE, Look, Purpose, ShareState, Viewed
from padan.people.actions import issue_link, withdraw_links
from padan.people.queries import address_of
from padan.trail.actions import record
from padan.training.permissions import check_may_keep_centre

MOST_CANDIDATES = 50
LONGEST = timedelta(days=90)
SHORTEST_WORDS = 8
MOST_WRONG, WRONG_WITHIN = 10, timedelta(hours=1)


class ShareClosed(ActionDenied):
    """The share's time is over, or it was revoked: nothing is shown."""


class WrongPassphrase(ActionDenied):
    """It is not the passphrase, or too many wrong ones were typed."""


class NotShown(ActionDenied):
    """This is not, or no longer, among what she agreed to show."""


@transaction.atomic
def make_share(
    *,
    centre,
    receiver,
    candidates,
    kinds,
    expires_at,
    by,
    at,
    linked_at=None,
    with_cv=True,
    passphrase="",
    country="JP",
) -> tuple[Share, str]:
    """Open a link for one receiver until ``expires_at``; returns the share and its address, told this once.

    ``linked_at`` is the real instant where ``at`` is a told one: links live by it.

    Every candidate is asked first; the page shows those who agree, from the moment they do. Raises NotAllowed or
    FieldRefused.
    """
    check_for(by, check_may_keep_centre, centre)
    if not candidates:
        raise FieldRefused("candidates", _("Choose at least one candidate."))
    if len(candidates) > MOST_CANDIDATES:
        raise FieldRefused("candidates", _("At most %(n)s candidates stand in one link.") % {"n": MOST_CANDIDATES})
    for candidate in candidates:
        if candidate.centre_id != centre.pk:
            raise FieldRefused("candidates", _("All candidates of a link belong to one centre."))
    if not kinds and not with_cv:
        raise FieldRefused("kinds", _("Choose at least one paper, or the CV."))
    name = line(receiver, 150)
    if name is None or isinstance(name, Problem):
        raise FieldRefused("receiver", _("Write who receives it, as it shall stand on every page."))
    try:
        check_mark(name, at=at)
    except CannotBePrinted as sign:
        raise FieldRefused("receiver", str(sign)) from None
    if expires_at <= at:
        raise FieldRefused("expires_at", _("That day is over. Choose today or a later one."))
    if expires_at > at + LONGEST:
        raise FieldRefused("expires_at", _("A link holds for at most %(n)s days.") % {"n": LONGEST.days})
    if passphrase and len(passphrase) < SHORTEST_WORDS:
        raise FieldRefused("passphrase", _("A passphrase has at least %(n)s signs.") % {"n": SHORTEST_WORDS})
    share = Share.objects.create(
        centre=centre,
        receiver=name,
        receiver_country=country,
        kinds=list(kinds),
        with_cv=with_cv,
        passphrase=make_password(passphrase) if passphrase else "",
        expires_at=expires_at,
        made_by=by,
    )
    PaperConsent.objects.bulk_create(
        PaperConsent(candidate=candidate, purpose=Purpose.SHARE, share=share, asked_at=at) for candidate in candidates
    )
    record(by, "share.made", share, at=at,
           changes={"candidates": ["", sorted(one.code for one in candidates)], "kinds": ["", list(kinds)],
                    "with_cv": ["", with_cv], "until": ["", expires_at]})  # fmt: skip
    return share, _address(share, by, at, linked_at)


@transaction.atomic
def share_again(*, share, by, at, linked_at=None) -> str:
    """Another address for an open share whose first one was lost. Those out stay valid."""
    check_for(by, check_may_keep_centre, share.centre)
    _check_open(share, at)
    return _address(share, by, at, linked_at)


@transaction.atomic
def revoke_share(*, share, by, at) -> Share:
    """Close a share before its day. Whoever opens it from now on is told so, and nothing else."""
    share = Share.objects.select_for_update(of=("self",)).select_related("centre").get(pk=share.pk)
    check_for(by, check_may_keep_centre, share.centre)
    _check_open(share, at)
    share.revoked_at = at
    share.save(update_fields=["revoked_at", "updated_at"])
    withdraw_links(thing=share, by=by, at=at, act=SEE_SHARE)
    record(by, "share.revoked", share, at=at)
    return share


def open_share(*, share, at, language, passphrase="") -> None:
    """Let a receiver in and write it down; a wrong passphrase is written down as well. Raises WrongPassphrase.

    After ``MOST_WRONG`` wrong ones nobody is let in for an hour, whatever is typed.
    """
    _check_open(share, at)
    if share.passphrase:
        if wrong_since(share, at - WRONG_WITHIN) >= MOST_WRONG:
            raise WrongPassphrase(_("Too many wrong passphrases were typed. Try again in an hour."))
        if not check_password(passphrase, share.passphrase):
            ShareView.objects.create(share=share, what=Viewed.WRONG, at=at, language=language)
            raise WrongPassphrase(_("This is not the passphrase."))
    ShareView.objects.create(share=share, what=Viewed.OPENED, at=at, language=language)


def note_late(*, share, at, language) -> None:
    """Write down that somebody came after the end, or after it was revoked; nothing was shown."""
    what = Viewed.CLOSED if share.revoked_at else Viewed.LATE
    ShareView.objects.create(share=share, what=what, at=at, language=language)


@transaction.atomic
def show_paper(*, share, code, at, language):
    """A paper as its receiver sees it: ``(paper, content, kind)``, marked, and written down. Raises NotShown."""
    _check_open(share, at)
    for shown in shown_through(share):
        for paper in shown.papers:
            if paper.code == code:
                content, kind = marked_paper(paper, share, at=at)
                ShareView.objects.create(
                    share=share, what=Viewed.PAPER, at=at, candidate=shown.candidate, paper=paper, language=language
                )
                return paper, content, kind
    raise NotShown(_("This paper is not shown, or no longer."))


@transaction.atomic
def show_cv(*, share, code, at, today, language):
    """The CV of a candidate as its receiver sees it: ``(candidate, content)``, marked. Raises NotShown."""
    _check_open(share, at)
    found = next((one for one in shown_through(share) if one.candidate.code == code), None) if share.with_cv else None
    if found is None:
        raise NotShown(_("This paper is not shown, or no longer."))
    content = marked_cv(found.candidate, share, today=today, at=at)
    ShareView.objects.create(share=share, what=Viewed.CV, at=at, candidate=found.candidate, language=language)
    return found.candidate, content


@transaction.atomic
def print_cv(*, candidate, by, at, today) -> bytes:
    """The CV for the house or for herself; the look is written down. Raises NotAllowed or ActionDenied."""
    check_may_bring(by, candidate)
    try:
        content = printed_cv(candidate, today=today, at=at)
    except CannotBePrinted as sign:
        raise ActionDenied(str(sign)) from None
    note_look(candidate=candidate, what=Look.CV, by=by, at=at)
    return content


def _address(share, by, at, linked_at) -> str:
    lasts = share.expires_at - at
    _link, token = issue_link(
        act=SEE_SHARE, thing=share, recipient=share.receiver, by=by, at=linked_at or at, lasts=lasts
    )
    return address_of("link", token)


def _check_open(share, at) -> None:
    if share.state(at) != ShareState.OPEN:
        raise ShareClosed(_("This link is closed. Nothing is shown through it any more."))
