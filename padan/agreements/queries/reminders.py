"""Whom to remind of what, and when somebody was last reminded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery

from padan.agreements.models import Agreement, Document, Party, Signature
from padan.agreements.states import (
    IN_FORCE,
    REMIND_BEFORE_END,
    WITH_SIGNATURE,
    AgreementState,
    DocumentKind,
    DocumentState,
    Reminder,
)
from padan.base.clock import JAKARTA
from padan.people.models import Message

COOL_DOWN = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """A reminder that is due."""

    party: Party
    kind: Reminder


def prefix_of(kind) -> str:
    """How the keys of a party's mails of one kind begin."""
    return f"agreement.{kind}:"


def last_reminder(party, kind) -> Message | None:
    """The last mail of this kind to a party, however it was caused."""
    return (
        Message.objects.filter(thing_kind=party._meta.label_lower, thing_code=party.code)
        .filter(key__startswith=prefix_of(kind))
        .order_by("-pk")
        .first()
    )


def last_reminders(parties, kind) -> dict[str, datetime]:
    """When each party was last written to about this: its code to the instant. One question for all."""
    mails = Message.objects.filter(
        thing_kind=Party._meta.label_lower,
        thing_code__in=[party.code for party in parties],
        key__startswith=prefix_of(kind),
    )
    return dict(mails.order_by("pk").values_list("thing_code", "created_at"))


def reminders_due(today) -> list[Due]:
    """Reminders for tonight: ends in 90, 60 and 30 days, and signatures missing for a week. Two questions.

    A party without an e-mail is left out: its telephone is on the page.
    """
    return [
        *(Due(party, Reminder.END) for party in _ending(today)),
        *(Due(party, Reminder.SIGNATURE) for party in _unsigned(today)),
    ]


def waiting_parties(document):
    """Parties that a frozen document still waits for, in their order."""
    rows = Party.objects.filter(agreement_id=document.agreement_id)
    if document.kind == DocumentKind.CORRECTION and document.asks.exists():
        rows = rows.filter(pk__in=document.asks.order_by().values("pk"))
    signed = Signature.objects.filter(document=document, voided_at=None).order_by().values("party_id")
    return rows.exclude(pk__in=signed).select_related("organisation").order_by("order", "pk")


def open_document(agreement) -> Document | None:
    """The text of an agreement that waits for signatures now."""
    frozen = Document.objects.filter(agreement=agreement, state=DocumentState.FROZEN)
    return frozen.filter(_signed_now()).order_by("order", "pk").first()


def _signed_now():
    main = Q(kind=DocumentKind.MAIN, agreement__state=AgreementState.SCHEDULED)
    return main | (~Q(kind=DocumentKind.MAIN) & Q(agreement__state__in=IN_FORCE))


def _ending(today):
    following = Agreement.objects.filter(renews=OuterRef("agreement_id"), state__in=WITH_SIGNATURE)
    rows = (
        _with_last(Reminder.END)
        .filter(agreement__state__in=[AgreementState.ACTIVE, AgreementState.EXPIRING])
        .filter(agreement__ends_on__gte=today, agreement__ends_on__lte=today + timedelta(days=max(REMIND_BEFORE_END)))
        .filter(~Exists(following))
        .order_by("agreement__ends_on", "agreement_id", "order")
    )
    for party in rows:
        left = (party.agreement.ends_on - today).days
        stage = min(days for days in REMIND_BEFORE_END if left <= days)
        since = party.agreement.ends_on - timedelta(days=stage)
        if party.last is None or party.last.astimezone(JAKARTA).date() < since:
            yield party


def _unsigned(today):
    """Signatures by link alone: whoever signs at an event still to come is not pressed."""
    texts = Document.objects.filter(_signed_now(), agreement=OuterRef("agreement_id"), state=DocumentState.FROZEN)
    signed = Signature.objects.filter(
        document__agreement=OuterRef("agreement_id"),
        document__state=DocumentState.FROZEN,
        party=OuterRef("pk"),
        voided_at=None,
    )
    rows = (
        _with_last(Reminder.SIGNATURE)
        .annotate(frozen_at=Subquery(texts.order_by("order").values("frozen_at")[:1]))
        .filter(frozen_at__isnull=False)
        .filter(Q(agreement__event=None) | Q(agreement__event__held_on__lt=today) | ~Q(agreement__state="scheduled"))
        .filter(~Exists(signed))
        .order_by("agreement_id", "order")
    )
    for party in rows:
        since = max(filter(None, (party.frozen_at, party.last))).astimezone(JAKARTA).date()
        if since <= today - COOL_DOWN:
            yield party


def _with_last(kind):
    mails = Message.objects.filter(
        thing_kind=Party._meta.label_lower, thing_code=OuterRef("code"), key__startswith=prefix_of(kind)
    )
    return (
        Party.objects.exclude(email="")
        .annotate(last=Subquery(mails.order_by("-pk").values("created_at")[:1]))
        .select_related("organisation", "agreement__forum__organisation")
    )
