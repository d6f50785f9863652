"""Acts on papers: drafted for a class, issued under a signature, revoked with a reason, replaced by a corrected one.

A file is signed outside any transaction and stored together with the paper's state; what a crash leaves behind is a
draft, and signing it again makes one paper.
"""

import secrets
from collections.abc import Iterator
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from padan.agreements.actions.numbers import PatternUnclear, check_pattern
from padan.agreements.actions.sealing import database_clock
from padan.agreements.pdf.clock import check_clock
from padan.agreements.pdf.keys import Key
from padan.agreements.pdf.sealing import sign_field
from padan.agreements.queries.numbers import written, year_of
from padan.base.clock import JAKARTA
from padan.base.errors import ActionDenied, PadanError
from padan.base.files import keep
from padan.base.sealing import seal, unseal
from padan.organisations.models import Organisation
from padan.organisations.permissions import check_for
from padan.people.actions import issue_link
from padan.people.queries import address_of
from padan.trail.actions import record
from padan.training.credentials import building, tokens
from padan.training.credentials.status import LENGTH
from padan.training.models import Batch, Certificate, CertificateSeries, IssuerKey
from padan.training.permissions import check_may_issue_papers, check_may_keep_centre
from padan.training.printing import FIELD, printed_certificate, with_field
from padan.training.queries.papers import (
    FULL,
    content_for,
    finishers_of,
    issuer_of,
    key_address,
    last_number,
    results_of,
    revoked_places,
    status_address,
    taught_in,
    valid_until,
    verification_code,
)
from padan.training.states import (
    CERTIFICATE_FLOW,
    CertificateKind,
    CertificateMode,
    CertificateState,
    EnrolmentState,
    Result,
    RevokeReason,
)

FETCH = "paper.fetch"
KEY = "issuer-key"
MOST_AT_ONCE = 60


class NotReady(ActionDenied):
    """Something is missing before papers can be drafted."""


class NumberTaken(ActionDenied):
    """Another paper of this centre has the number."""


class NotADraft(ActionDenied):
    """The paper was issued or withdrawn; it does not change any more."""


class DraftChanged(ActionDenied):
    """The draft was drawn up anew while it was being signed."""


class NotInForce(ActionDenied):
    """The paper was not issued, or was revoked before."""


class RevokedWithoutReason(ActionDenied):
    """A paper is revoked with a reason in words."""


class TooManyPapers(ActionDenied):
    """More papers than are signed in one act."""


class LaterDay(ActionDenied):
    """The day on the paper has not come."""


# --- how a centre writes them -------------------------------------------------------------------------------


@transaction.atomic
def set_series(*, centre, kind, pattern, place, signatory, position, today, by, at, issuer="", licence="", first=None):
    """Say how a centre writes one kind of papers, and with which number this year goes on: never backwards."""
    check_for(by, check_may_keep_centre, centre)
    pattern = " ".join(pattern.split())
    check_pattern(pattern)
    if "{class}" in pattern:
        raise PatternUnclear(_("A pattern of papers knows {n} or {n:03}, {month} and {year}."))
    if kind == CertificateKind.COMPETENCE and not (issuer and licence):
        raise NotReady(_("A certificate of competence stands under a certification body: write its name and licence."))
    told = {"issuer": issuer, "licence": licence, "place": place, "signatory": signatory, "position": position}
    CertificateSeries.objects.get_or_create(centre=centre, kind=kind, defaults={"pattern": pattern, **told})
    series = CertificateSeries.objects.select_for_update(of=("self",)).get(centre=centre, kind=kind)
    changes = {"pattern": [series.pattern, pattern]}
    series.pattern = pattern
    for name, value in told.items():
        setattr(series, name, value)
    if first is not None:
        last = last_number(series, today.year)
        if first <= last:
            raise NumberTaken(
                _("Number %(n)s of %(year)s was given already. The next one is at least %(least)s.")
                % {"n": first, "year": today.year, "least": last + 1}
            )
        changes["next_number"] = [last + 1, first]
        series.year, series.last = today.year, first - 1
    series.save()
    record(by, "papers.series_set", centre, at=at, changes=changes)
    return series


# --- drafts -------------------------------------------------------------------------------------------------


@transaction.atomic
def draft_papers(*, batch, kind, dated, by, at):
    """Draft the papers of everybody who completed the class; returns (drafts, [(enrolment, why not)]).

    Numbers are drawn under a lock, one after the other. Asking again draws nothing twice: drafts are drawn up anew
    under the number they have, and whoever holds an issued paper is left alone.
    """
    check_for(by, check_may_keep_centre, batch.centre)
    batch = Batch.objects.select_for_update(of=("self",)).select_related("programme", "centre").get(pk=batch.pk)
    series = _locked_series(batch.centre, kind)
    there = Certificate.objects.filter(enrolment__batch=batch, kind=kind).select_for_update(of=("self",)).order_by("pk")
    drafts = {row.enrolment_id: row for row in there if row.state == CertificateState.DRAFT}
    issued = {row.enrolment_id for row in there if row.state == CertificateState.ISSUED}
    enrolments = list(finishers_of(batch))
    results, taught = results_of(enrolments), taught_in(batch)
    made, left_out, last = [], [], last_number(series, dated.year)
    for enrolment in enrolments:
        draft = drafts.get(enrolment.pk)
        if enrolment.pk in issued and draft is None:
            continue
        own = results.get(enrolment.pk, [])
        if why := why_not(kind, enrolment, own):
            left_out.append((enrolment, why))
            continue
        if draft is None:
            last += 1
            number = written(series.pattern, last, dated)
            draft = Certificate(
                kind=kind, enrolment=enrolment, centre=batch.centre, number=number, number_year=dated.year
            )
        replaces = draft.replaces.number if draft.replaces_id else ""
        draft.content = content_for(
            kind, enrolment, batch, series, dated=dated, taught=taught, results=own, replaces=replaces
        )
        draft.drafted_at = at
        _save(draft)
        made.append(draft)
    if last > last_number(series, dated.year) or made:
        _count(series, dated.year, last)
        record(by, "papers.drafted", batch, at=at, changes={"kind": ["", kind], "count": [0, len(made)]})
    return made, left_out


def why_not(kind, enrolment, results) -> str:
    """Why this person gets no such paper; empty when nothing stands against it."""
    if enrolment.state != EnrolmentState.COMPLETED:
        return _("has not completed the class")
    if not enrolment.person.name:
        return _("has no name written down")
    if kind == CertificateKind.COMPETENCE and not any(row.result == Result.COMPETENT for row in results):
        return _("has no unit with the result competent")
    return ""


@transaction.atomic
def number_paper(*, certificate, number, by, at):
    """Write a draft's number by hand, as the register of the centre has it."""
    certificate = _draft(certificate)
    check_for(by, check_may_keep_centre, certificate.centre)
    number = " ".join(number.split())[:100]
    if not number:
        raise NumberTaken(_("Write the number."))
    before, certificate.number = certificate.number, number
    certificate.number_year = year_of(number, at)
    _save(certificate)
    record(by, "paper.numbered", certificate, at=at, changes={"number": [before, number]})
    return certificate


@transaction.atomic
def withdraw_paper(*, certificate, by, at):
    """Take back a draft. Its number stays used."""
    certificate = _draft(certificate)
    check_for(by, check_may_keep_centre, certificate.centre)
    CERTIFICATE_FLOW.check(certificate.state, CertificateState.WITHDRAWN)
    certificate.state = CertificateState.WITHDRAWN
    certificate.save(update_fields=["state", "updated_at"])
    record(by, "paper.withdrawn", certificate, at=at)
    return certificate


@transaction.atomic
def correct_paper(*, certificate, dated, by, at):
    """Draft a new paper in the place of an issued one, as things are written down now. The old one holds until the new
    one is issued; asking again finds the same draft."""
    old = Certificate.objects.select_for_update(of=("self",)).select_related("centre").get(pk=certificate.pk)
    check_for(by, check_may_issue_papers, old.centre)
    if old.state not in (CertificateState.ISSUED, CertificateState.REVOKED):
        raise NotInForce(_("Only an issued paper is corrected. A draft is drawn up anew."))
    found = Certificate.objects.filter(replaces=old).exclude(state=CertificateState.WITHDRAWN).order_by("pk").first()
    if found:
        return found
    batch = Batch.objects.select_related("programme", "centre").get(enrolments=old.enrolment_id)
    series = _locked_series(old.centre, old.kind)
    enrolment = finishers_of(batch).filter(pk=old.enrolment_id).first()
    own = results_of([old.enrolment_id]).get(old.enrolment_id, [])
    if enrolment is None or (why := why_not(old.kind, enrolment, own)):
        raise NotReady(_("No corrected paper can be drafted: she %(why)s.") % {
            "why": why if enrolment else _("has not completed the class")
        })  # fmt: skip
    last = last_number(series, dated.year) + 1
    draft = Certificate(
        kind=old.kind,
        enrolment=enrolment,
        centre=old.centre,
        number=written(series.pattern, last, dated),
        number_year=dated.year,
        replaces=old,
        drafted_at=at,
        content=content_for(
            old.kind, enrolment, batch, series, dated=dated, taught=taught_in(batch), results=own, replaces=old.number
        ),
    )
    _save(draft)
    _count(series, dated.year, last)
    record(by, "paper.correction_drafted", draft, at=at, changes={"replaces": ["", old.number]})
    return draft


def _locked_series(centre, kind) -> CertificateSeries:
    series = CertificateSeries.objects.select_for_update(of=("self",)).filter(centre=centre, kind=kind).first()
    if series is None:
        raise NotReady(_("Say first how your centre writes these papers: numbers, place, signatory."))
    return series


def _count(series, year, last) -> None:
    if (year, last) >= (series.year, series.last):
        series.year, series.last = year, last
        series.save(update_fields=["year", "last", "updated_at"])


def _draft(certificate) -> Certificate:
    row = Certificate.objects.select_for_update(of=("self",)).select_related("centre").get(pk=certificate.pk)
    if row.state != CertificateState.DRAFT:
        raise NotADraft(_("This paper is not a draft any more."))
    return row


def _save(certificate) -> None:
    try:
        with transaction.atomic():
            certificate.save()
    except IntegrityError:
        raise NumberTaken(
            _("The number %(number)s stands on another paper. Say with which number the series goes on.")
            % {"number": certificate.number}
        ) from None


# --- issuing ------------------------------------------------------------------------------------------------


def sign_papers(*, papers, key: Key, by, at) -> Iterator[tuple[Certificate, Certificate | PadanError]]:
    """Sign drafts with one key; yields (draft, issued paper or refusal) as each is done. The key is kept nowhere.

    Each is signed by itself: a refusal keeps none of the others. What is issued already is not signed again.
    """
    papers = list(papers)
    if len(papers) > MOST_AT_ONCE:
        raise TooManyPapers(_("At most %(n)s papers are signed in one act.") % {"n": MOST_AT_ONCE})
    check_clock(database_clock())
    for draft in papers:
        try:
            yield draft, sign_paper(certificate=draft, key=key, by=by, at=at)
        except PadanError as refusal:
            yield draft, refusal


def sign_paper(*, certificate, key: Key, by, at) -> Certificate:
    """Issue a draft under the signature of its centre's officer, inside the file."""
    draft = Certificate.objects.select_related("centre", "enrolment__person").get(pk=certificate.pk)
    check_for(by, check_may_issue_papers, draft.centre)
    if draft.state == CertificateState.ISSUED:
        return draft
    sealed = sign_field(with_field(draft), FIELD, key)
    told = {
        "mode": CertificateMode.HERE,
        "signer": key.signer,
        "provider": key.issuer,
        "certificate_sha256": key.certificate_sha256,
        "proven_at": sealed.proven_at,
    }
    return _issue(draft, keep(sealed.content, called=f"{draft.number}.pdf"), told, by, at)


def record_inked(*, papers, by, at) -> list[Certificate]:
    """Issue drafts that were printed and signed by hand; the file kept is the one that was printed."""
    issued = []
    for certificate in papers:
        draft = Certificate.objects.select_related("centre", "enrolment__person").get(pk=certificate.pk)
        check_for(by, check_may_issue_papers, draft.centre)
        if draft.state == CertificateState.ISSUED:
            issued.append(draft)
            continue
        kept = keep(printed_certificate(draft), called=f"{draft.number}.pdf")
        told = {"mode": CertificateMode.INK, "signer": draft.content["printed"]["signatory"]}
        issued.append(_issue(draft, kept, told, by, at))
    return issued


@transaction.atomic
def _issue(draft, kept, told, by, at) -> Certificate:
    centre = Organisation.objects.select_for_update(of=("self",)).get(pk=draft.centre_id)
    row = Certificate.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if row.state == CertificateState.ISSUED:  # the same act, told twice
        return row
    CERTIFICATE_FLOW.check(row.state, CertificateState.ISSUED)
    if (row.number, row.content) != (draft.number, draft.content):
        raise DraftChanged(_("The draft was drawn up anew meanwhile. Look at it again before you sign."))
    dated = date.fromisoformat(row.content["dated"])
    if dated > at.astimezone(JAKARTA).date():
        raise LaterDay(_("The day on this paper lies ahead. Issue it then, or draw it up anew."))
    if row.replaces_id:
        _replace(row.replaces, by, at)
    key = _open_key(centre)
    row.state, row.issued_on, row.issued_at = CertificateState.ISSUED, dated, at
    row.valid_until = valid_until(row.kind, dated)
    row.status_list, row.status_place = _place(centre)
    for name, value in (kept | told).items():
        setattr(row, name, value)
    row.credential = _credential(row, centre, key)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NotADraft(_("She holds such a paper of this class already. Revoke or correct that one.")) from None
    record(by, "paper.issued", row, at=at, changes={"sha256": ["", row.file_sha256], "mode": ["", row.mode]})
    return row


def _replace(old, by, at) -> None:
    old = Certificate.objects.select_for_update(of=("self",)).get(pk=old.pk)
    if old.state == CertificateState.ISSUED:
        _revoke(old, RevokeReason.REPLACED, "", by, at)


def _credential(row, centre, key) -> str:
    issuer = issuer_of(centre)
    told = building.credential(
        paper=row.content,
        address=address_of("verify-code", verification_code(row)),
        issuer=issuer,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        subject=f"{issuer.address}/{row.code}",
        status_list=status_address(centre, row.status_list),
        place=row.status_place,
    )
    private = tokens.unb64(unseal(key.private_sealed, purpose=KEY))
    return tokens.sign(building.claims(told, row.valid_until), private, key_address(key))


def _open_key(centre) -> IssuerKey:
    """The key the centre signs credentials with; its first is made when it is first needed."""
    key = IssuerKey.objects.filter(centre=centre, closed_at=None).select_related("centre").order_by("pk").first()
    return key or _new_key(centre)


def _new_key(centre) -> IssuerKey:
    private, public = tokens.new_key()
    return IssuerKey.objects.create(
        centre=centre, public=tokens.b64(public), private_sealed=seal(tokens.b64(private), purpose=KEY)
    )


@transaction.atomic
def change_key(*, centre, by, at) -> IssuerKey:
    """Close the centre's key and open another, once a year or when the server was in wrong hands."""
    check_for(by, check_may_issue_papers, centre)
    Organisation.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    IssuerKey.objects.filter(centre=centre, closed_at=None).update(closed_at=at, updated_at=at)
    key = _new_key(centre)
    record(by, "issuer_key.changed", centre, at=at, changes={"key": ["", key.code]})
    return key


def _place(centre) -> tuple[int, int]:
    """A free place on the newest list, drawn by lot, so that places tell nothing about who stands beside whom."""
    number = Certificate.objects.filter(centre=centre, status_place__isnull=False).count() // FULL
    taken = set(
        Certificate.objects.filter(centre=centre, status_list=number).order_by().values_list("status_place", flat=True)
    )
    while True:
        place = secrets.randbelow(LENGTH)
        if place not in taken:
            return number, place


def signed_status(centre, number, *, at) -> str:
    """The list ``number`` of what the centre revoked, signed with its open key. Nothing is written."""
    key = IssuerKey.objects.filter(centre=centre).select_related("centre").order_by("-pk").first()
    told = building.status_credential(
        address=status_address(centre, number),
        issuer=issuer_of(centre),
        places=revoked_places(centre, number),
        at=at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0),  # the same bytes for five minutes
    )
    return tokens.sign(told, tokens.unb64(unseal(key.private_sealed, purpose=KEY)), key_address(key), kind="vc+jwt")


# --- afterwards ---------------------------------------------------------------------------------------------


@transaction.atomic
def revoke_paper(*, certificate, why, words, by, at):
    """Say that a paper does not hold any more. Whoever checks it is told the day and the kind of reason."""
    row = Certificate.objects.select_for_update(of=("self",)).select_related("centre").get(pk=certificate.pk)
    check_for(by, check_may_issue_papers, row.centre)
    if row.state != CertificateState.ISSUED:
        raise NotInForce(_("This paper was not issued, or was revoked before."))
    if len(words.strip()) < 5:
        raise RevokedWithoutReason(_("Say in a few words why it is revoked."))
    _revoke(row, why, words.strip()[:300], by, at)
    return row


def _revoke(row, why, words, by, at) -> None:
    CERTIFICATE_FLOW.check(row.state, CertificateState.REVOKED)
    row.state, row.revoked_at, row.revoked_for, row.revoke_words = CertificateState.REVOKED, at, why, words
    row.revoked_by = by
    row.save(update_fields=["state", "revoked_at", "revoked_for", "revoke_words", "revoked_by", "updated_at"])
    record(by, "paper.revoked", row, at=at, changes={"why": ["", why]})


def share_paper(*, certificate, by, at) -> str:
    """A link with which she fetches her paper without an account; returns its token, which is told this once."""
    check_for(by, check_may_keep_centre, certificate.centre)
    if certificate.state != CertificateState.ISSUED:
        raise NotInForce(_("This paper was not issued, or was revoked before."))
    _link, token = issue_link(
        act=FETCH, thing=certificate, recipient=certificate.said.get("name") or certificate.number, by=by, at=at
    )
    return token
