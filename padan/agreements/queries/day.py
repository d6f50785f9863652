"""Signing day: the turns of an event, who saw it, its record on paper, and what the board shows."""

from dataclasses import dataclass, field
from datetime import time, timedelta

from django.db.models import F, Q
from django.utils import translation

from padan.agreements.models import Agreement, Document, Party, Signature, Witness
from padan.agreements.queries.signing import signatures_of, signing_events_of
from padan.agreements.queries.targets import counted_on, reached, targets_of
from padan.agreements.states import WITH_SIGNATURE, AgreementState, Counted, DocumentKind, DocumentState
from padan.agreements.wording.indonesian import date_of_deed, long_date
from padan.base.clock import JAKARTA
from padan.base.typesetting import typeset
from padan.forum.queries import checked_in
from padan.trail.models import Entry, Head

RECORD = "agreements/papers/record.typ"


@dataclass
class Turn:
    """An agreement on signing day: what is ready, what is missing, and how far it is signed."""

    agreement: Agreement
    document: Document | None = None
    parties: list[Party] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    absent: list[Party] = field(default_factory=list)  # nobody of the body has checked in

    @property
    def frozen(self) -> bool:
        return self.document is not None and self.document.state in (DocumentState.FROZEN, DocumentState.COMPLETE)

    @property
    def signed(self) -> bool:
        return self.agreement.state in WITH_SIGNATURE

    @property
    def without_number(self) -> list[Party]:
        return [party for party in self.parties if not party.number]

    @property
    def without_signatory(self) -> list[Party]:
        return [party for party in self.parties if not party.signatory]

    @property
    def unsigned(self) -> list[Party]:
        done = {signature.party_id for signature in self.signatures}
        return [party for party in self.parties if party.pk not in done]

    @property
    def without_scan(self) -> list[Signature]:
        return [signature for signature in self.signatures if signature.paper_id is None]

    @property
    def ready(self) -> bool:
        return self.frozen and not self.without_number and not self.without_signatory


def turns_of(event) -> list[Turn]:
    """The agreements of a signing day in their order, with texts, parties, signatures, who is here: 5 questions."""
    agreements = (
        Agreement.objects.filter(event=event)
        .filter(Q(state__in=WITH_SIGNATURE) | Q(state__in=[AgreementState.AGREED, AgreementState.SCHEDULED]))
        .order_by(F("event_order").asc(nulls_last=True), "pk")
    )
    turns = {agreement.pk: Turn(agreement) for agreement in agreements}
    for party in Party.objects.filter(agreement__in=turns).select_related("organisation").order_by("order", "pk"):
        turns[party.agreement_id].parties.append(party)
    texts = Document.objects.filter(agreement__in=turns, kind=DocumentKind.MAIN).exclude(state=DocumentState.VOIDED)
    for document in texts.order_by("order"):
        turns[document.agreement_id].document = document
    for signature in signatures_of([turn.document.pk for turn in turns.values() if turn.document]):
        turns[signature.party.agreement_id].signatures.append(signature)
    present = set(checked_in(event).exclude(organisation=None).order_by().values_list("organisation_id", flat=True))
    for turn in turns.values():
        turn.absent = [party for party in turn.unsigned if party.organisation_id not in present]
    return list(turns.values())


def witnesses_of(event):
    """Who saw it, in the order in which they are named."""
    return Witness.objects.filter(event=event, withdrawn_at=None).order_by("order", "pk")


def printed_record(event, at) -> bytes:
    """The record of a signing: what was signed by whom, when, under which numbers, and who saw it."""
    with translation.override("id"):
        turns = turns_of(event)
        signed = [turn for turn in turns if turn.signed]
        data = {
            "judul": "Berita Acara Penandatanganan",
            "acara": event.title,
            "hari": date_of_deed(event.held_on),
            "tempat": event.place,
            "forum": event.forum.organisation.name,
            "jumlah": len(signed),
            "perjanjian": [_on_paper(place, turn) for place, turn in enumerate(signed, start=1)],
            "belum": [turn.agreement.title for turn in turns if not turn.signed],
            "saksi": [{"nama": one.name, "jabatan": one.position} for one in witnesses_of(event)],
            "dibuat": f"{long_date(at.astimezone(JAKARTA).date())}, {at.astimezone(JAKARTA):%H.%M} WIB",
        }
    return typeset(RECORD, data, at=at)


def _on_paper(place, turn) -> dict:
    made = {signature.party_id: signature for signature in turn.signatures}
    return {
        "urutan": place,
        "judul": turn.agreement.title,
        "kode": turn.agreement.code,
        "pihak": [
            {
                "nama": party.organisation.name,
                "nomor": party.number,
                "penanda_tangan": made[party.pk].signatory if party.pk in made else party.signatory,
                "jabatan": made[party.pk].position if party.pk in made else party.position,
                "pukul": _hour(made[party.pk].signed_at) if party.pk in made else "",
            }
            for party in turn.parties
        ],
        "sha256": turn.document.text_sha256 if turn.document else "",
    }


def witnesses_for(viewer):
    """Witnesses at the events the viewer may open, with their event and its forum."""
    events = signing_events_of(viewer).order_by().values("pk")
    rows = Witness.objects.filter(event__in=events, withdrawn_at=None).select_related("event__forum")
    return rows.order_by("event_id", "order", "pk")


ON_THE_BOARD = ("agreement.signed", "agreement.signing_undone")


@dataclass(frozen=True)
class Board:
    """What the projector shows, as of one entry of the trail: nothing in it names a person."""

    seq: int
    value: int  # the target; 0 where the forum has none
    before: int  # what stood on the evening before
    today: tuple[tuple[str, str], ...]  # (agreement code, partner or title) in the order in which they came

    @property
    def number(self) -> int:
        return self.before + len(self.today)


def _hour(instant) -> str:
    """09.14 WIB; empty for the first instant of a day, which stands for an hour that nobody told."""
    local = instant.astimezone(JAKARTA)
    return f"{local:%H.%M} WIB" if local.time() > time() else ""


def board_of(event) -> Board:
    """The board of a signing day. The trail's end is read first: what comes after it is told by ``signed_after``."""
    seq = Head.objects.values_list("seq", flat=True).get(pk=1)
    target = targets_of(event.forum).filter(starts_on__lte=event.held_on, ends_on__gte=event.held_on).first()
    if target is None:
        rows = Agreement.objects.filter(event=event, signed_on=event.held_on).order_by("signed_at", "pk")
        return Board(seq, 0, 0, tuple(rows.values_list("code", "title")))
    counted = counted_on(target, event.held_on)
    if target.counted == Counted.DOCUMENTS:
        rows = counted.filter(signed_on=event.held_on).order_by("signed_at", "pk").values_list("code", "title")
    else:
        rows = (
            counted.filter(agreement__signed_on=event.held_on)
            .order_by("agreement__signed_at", "pk")
            .values_list("agreement__code", "organisation__name")
        )
    return Board(seq, target.value, reached(target, event.held_on - timedelta(days=1)), tuple(rows))


def signed_after(seq: int) -> tuple[int, list[tuple[int, str, str]]]:
    """The end of the trail, and (number, verb, agreement code) of what moved a board since ``seq``, in order."""
    head = Head.objects.values_list("seq", flat=True).get(pk=1)
    if head <= seq:
        return head, []
    entries = Entry.objects.filter(seq__gt=seq, seq__lte=head, verb__in=ON_THE_BOARD).order_by("seq")
    return head, list(entries.values_list("seq", "verb", "thing_code"))
