"""What is signed, by whom, what still waits, and the order of a signing day."""

from collections import defaultdict

from django.db.models import Exists, F, OuterRef, Q

from padan.agreements.models import Document, Intent, Paper, Party, Signature
from padan.agreements.pdf.verifying import verify_kept
from padan.agreements.queries.life import agreements_of
from padan.agreements.states import (
    IN_FORCE,
    AgreementState,
    DocumentKind,
    DocumentState,
    IntentState,
    PaperKind,
)
from padan.base.files import content_of
from padan.forum.models import Event
from padan.forum.queries import forums_of
from padan.organisations.queries import Viewer

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


def papers_open_to(viewer: Viewer):
    """Files of the documents the viewer may open, with their agreement."""
    documents = documents_of(viewer).order_by().values("pk")
    return Paper.objects.filter(document__in=documents).select_related("document__agreement").order_by("pk")


def paper_to_sign(document) -> Paper | None:
    """The file that the next signature goes into: the newest one that holds all those made so far."""
    return Paper.objects.filter(document=document, kind__in=IN_THE_FILE).order_by("-order").first()


def verdict_on(paper):
    """What the signatures inside a kept file are worth today; None for one that holds none."""
    return verify_kept(content_of(paper)) if paper.kind in (PaperKind.SIGNED, PaperKind.BROUGHT) else None


def open_for(party) -> list[Document]:
    """Texts of the party's agreement that wait for its signature, in their order."""
    frozen = Document.objects.filter(agreement=party.agreement_id, state=DocumentState.FROZEN)
    frozen = frozen.select_related("agreement__forum__organisation").order_by("order", "pk")
    return [document for document in frozen if party in asked_of(document) and not has_signed(document, party)]


def documents_in_signing(party):
    """Texts of the party's agreement that were frozen, the newest first."""
    states = [DocumentState.FROZEN, DocumentState.COMPLETE]
    rows = Document.objects.filter(agreement=party.agreement_id, state__in=states)
    return rows.select_related("agreement__forum__organisation").order_by("-order", "-pk")


def signatures_of(documents):
    """Signatures that stand, in the order in which they were made, with party and file."""
    among = {"document": documents} if isinstance(documents, Document) else {"document__in": documents}
    rows = Signature.objects.filter(**among, voided_at=None)
    rows = rows.select_related("party__organisation", "paper", "document")
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
    """What the viewer's own bodies have yet to sign: ``Party`` rows, each with ``document`` and names of ``others``."""
    own = viewer.companies | viewer.centres
    if not own:
        return []
    frozen = (
        Document.objects.filter(state=DocumentState.FROZEN, agreement__parties__organisation__in=own)
        .filter(
            Q(kind__in=[DocumentKind.MAIN, DocumentKind.CORRECTION], agreement__state=AgreementState.SCHEDULED)
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
    others = defaultdict(list)
    named = Party.objects.filter(agreement__in=[document.agreement_id for document in documents])
    for party in named.exclude(organisation__in=own).select_related("organisation").order_by("order", "pk"):
        others[party.agreement_id].append(party.organisation.name)
    waiting = []
    for document in documents:
        for party in by_document[document.pk]:
            if not touched[document.pk] or party.pk in touched[document.pk]:
                party.document, party.others = document, others[document.agreement_id]
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
