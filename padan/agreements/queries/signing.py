"""What is signed, by whom, what still waits, and the order of a signing day."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from padan.agreements.models import Agreement, Document, Intent, Paper, Party, Signature, Witness
from padan.agreements.queries.life import agreements_of
from padan.agreements.queries.targets import counted_on, reached, targets_of
from padan.agreements.states import (
    IN_FORCE,
    WITH_SIGNATURE,
    AgreementState,
    Counted,
    DocumentKind,
    DocumentState,
    IntentState,
    PaperKind,
)
from padan.forum.models import Event
from padan.forum.queries import forums_of
from padan.organisations.queries import Viewer
from padan.trail.models import Entry, Head

IN_THE_FILE = (PaperKind.TYPESET, PaperKind.SIGNED, PaperKind.BROUGHT)
"""Papers that carry each other's signatures on; a scan stands beside them."""


def documents_of(viewer: Viewer):
    """Texts of the agreements the viewer may open, with their agreement and forum."""
    return (
        Document.objects.filter(agreement__in=agreements_of(viewer).order_by().values("pk"))
        .select_related("agreement__forum__organisation", "agreement__event")
        .order_by("agreement_id", "order", "pk")
    )


def papers_of(document):
    """Every file of a document, the newest first."""
    return Paper.objects.filter(document=document).order_by("-order")


def paper_to_sign(document) -> Paper | None:
    """The file that the next signature goes into: the newest one that holds all those made so far."""
    return Paper.objects.filter(document=document, kind__in=IN_THE_FILE).order_by("-order").first()


def signatures_of(documents):
    """Signatures that stand, in the order in which they were made, with party and file."""
    among = {"document": documents} if isinstance(documents, Document) else {"document__in": documents}
    rows = Signature.objects.filter(**among, voided_at=None).select_related("party__organisation", "paper")
    return rows.order_by("document_id", "signed_at", "pk")


def asked_of(document) -> list[Party]:
    """Who signs a document, in order: all parties, or of a sheet of corrections those whose part it touches."""
    rows = Party.objects.filter(agreement_id=document.agreement_id).select_related("organisation")
    if document.kind == DocumentKind.CORRECTION:
        touched = list(document.asks.order_by("pk").values_list("pk", flat=True))
        if touched:
            rows = rows.filter(pk__in=touched)
    return list(rows.order_by("order", "pk"))


def has_signed(document, party) -> bool:
    return Signature.objects.filter(document=document, party=party, voided_at=None).exists()


def intents_left(before):
    """Signings begun before this instant that neither came to a signature nor failed."""
    return Intent.objects.filter(state=IntentState.BEGUN, begun_at__lt=before).order_by("pk")


def waiting_for(viewer: Viewer):
    """What the viewer's own bodies have yet to sign: pairs as ``Party`` rows, each with ``document``. Two questions."""
    own = viewer.companies | viewer.centres
    if not own:
        return []
    frozen = (
        Document.objects.filter(state=DocumentState.FROZEN, agreement__parties__organisation__in=own)
        .filter(
            Q(kind=DocumentKind.MAIN, agreement__state=AgreementState.SCHEDULED)
            | (~Q(kind=DocumentKind.MAIN) & Q(agreement__state__in=IN_FORCE))
        )
        .select_related("agreement")
        .distinct()
        .order_by("agreement__event_order", "agreement_id", "order")
    )
    documents = list(frozen[:MOST_WAITING])
    signed = Signature.objects.filter(document=OuterRef("agreement__documents"), party=OuterRef("pk"), voided_at=None)
    rows = (
        Party.objects.filter(organisation__in=own, agreement__documents__in=documents)
        .annotate(document_id=F("agreement__documents"), signed=Exists(signed))
        .filter(signed=False)
        .select_related("organisation")
        .order_by("order", "pk")
    )
    by_document = defaultdict(list)
    for party in rows:
        by_document[party.document_id].append(party)
    touched = defaultdict(set)
    corrections = [document.pk for document in documents if document.kind == DocumentKind.CORRECTION]
    if corrections:
        for document, party in Document.asks.through.objects.filter(document__in=corrections).values_list(
            "document_id", "party_id"
        ):
            touched[document].add(party)
    waiting = []
    for document in documents:
        for party in by_document[document.pk]:
            if not touched[document.pk] or party.pk in touched[document.pk]:
                party.document = document
                waiting.append(party)
    return waiting


MOST_WAITING = 100


def signing_events_of(viewer: Viewer):
    """Events of the forums the viewer may open, with their forum."""
    return (
        Event.objects.filter(forum__in=forums_of(viewer).order_by().values("pk"))
        .select_related("forum__organisation")
        .order_by("-held_on", "pk")
    )


def event_of_code(code) -> Event | None:
    """The event with this code, for who holds a link to it."""
    return Event.objects.filter(code=code).select_related("forum__organisation").order_by("pk").first()


# --- the day ------------------------------------------------------------------------------------------------


@dataclass
class Turn:
    """An agreement on signing day: what is ready, what is missing, and how far it is signed."""

    agreement: Agreement
    document: Document | None = None
    parties: list[Party] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)

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

    @property
    def recorded_at(self) -> datetime | None:
        return max((signature.created_at for signature in self.signatures), default=None)


def turns_of(event) -> list[Turn]:
    """The agreements of a signing day in their order, with texts, parties and signatures: four questions."""
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
    return list(turns.values())


def witnesses_of(event):
    """Who saw it, in the order in which they are named."""
    return Witness.objects.filter(event=event, withdrawn_at=None).order_by("order", "pk")


# --- the board ----------------------------------------------------------------------------------------------

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
