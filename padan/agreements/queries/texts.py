"""Questions about texts: templates, documents with what fills them, where each party signs."""

from dataclasses import dataclass, field
from types import SimpleNamespace

from django.db.models import F, Q
from django.utils import translation

from padan.agreements.models import Approval, Document, Paper, Party, Template
from padan.agreements.queries.life import parties_of
from padan.agreements.queries.signing import asked_of
from padan.agreements.states import DocumentKind, DocumentState, Scope
from padan.agreements.wording import sample
from padan.agreements.wording.indonesian import counted, date_of_deed, long_date, ordinal, span
from padan.agreements.wording.parts import TITLES, Filled, digests_for, fill_body
from padan.base.printed import code_on_paper, printed_code
from padan.base.typesetting import labelled, qr_svg, typeset
from padan.organisations.queries import Viewer
from padan.people.queries import address_of

PAPER = "agreements/papers/agreement.typ"
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def templates_of(viewer: Viewer):
    """Templates the viewer may open: the shipped ones and those of her forums, by kind and name."""
    return (
        Template.objects.filter(Q(forum=None) | Q(forum__organisation_id__in=viewer.forums))
        .select_related("forum__organisation")
        .order_by("kind", "name", "pk")
    )


def templates_for(agreement):
    """Templates an agreement may begin with: of its kind, its forum's own before the shipped ones."""
    return (
        Template.objects.filter(Q(forum=None) | Q(forum=agreement.forum_id), kind=agreement.kind, retired_at=None)
        .select_related("forum__organisation")
        .order_by(F("forum_id").asc(nulls_last=True), "name", "pk")
    )


def documents_in(agreement):
    """The texts of one agreement: itself, addenda, corrections."""
    return Document.objects.filter(agreement=agreement).order_by("order", "pk")


def main_document(agreement):
    """The text of the agreement itself that is not voided, or None."""
    alive = documents_in(agreement).filter(kind=DocumentKind.MAIN).exclude(state=DocumentState.VOIDED)
    return alive.last()


def text_to_read(agreement):
    """What parties are asked about: the newest draft, else the newest that is not withdrawn; no corrections."""
    texts = documents_in(agreement).exclude(kind=DocumentKind.CORRECTION).exclude(state=DocumentState.VOIDED)
    found = texts.filter(state=DocumentState.DRAFT).last() or texts.last()
    if found:
        found.agreement = agreement
    return found


def context_of(document) -> dict:
    """What fills a text: the agreement, its parties, promises and scopes, in Indonesian words. What is empty is ""."""
    agreement = document.agreement
    with translation.override("id"):
        parties = [
            _party(party, at)
            for at, party in enumerate(parties_of(agreement).select_related("organisation__region"), start=1)
        ]
        names = {party["id"]: party for party in parties}
        everybody = [party["kode"] for party in parties]
        bodies = {party["lembaga"]: party["kode"] for party in parties}
        promises = [
            _promise(promise, names, bodies, everybody)
            for promise in agreement.promises.select_related("need").order_by("party__order", "pk")
            if promise.party_id in names
        ]
        scopes = [{"nama": _small(Scope(row.scope).label)} for row in agreement.scopes.all()]
    kind = TITLES[agreement.kind]
    for party in parties:
        del party["id"], party["lembaga"]
    return {
        "jenis": agreement.kind,
        "kode": document.code,
        "kepala": [_head(document, kind), agreement.title if document.kind == DocumentKind.MAIN else document.title],
        "perjanjian": {
            "jenis": kind,
            "judul": agreement.title,
            "tujuan": agreement.purpose.strip().rstrip("."),
            **_signing_of(agreement),
            "mulai": long_date(agreement.starts_on),
            "berakhir": long_date(agreement.ends_on),
            "jangka_waktu": span(agreement.starts_on, agreement.ends_on),
            "forum": agreement.forum.organisation.name,
        },
        "pihak": parties,
        "kewajiban": promises,
        "lingkup": scopes,
    }


def filled(document) -> Filled:
    """The parts of a document: frozen as they were kept, else as they come out today."""
    if document.state != DocumentState.DRAFT and document.text:
        return Filled(document.text, [])
    return fill_body(document.body, context_of(document))


def filled_sample(template_body, kind) -> Filled:
    """A template with the data of an invented agreement."""
    return fill_body(template_body, sample.context(kind))


def printed(document) -> bytes:
    """The PDF of a document as its text stands; a draft is marked as one. The same frozen text, the same bytes."""
    return typeset(PAPER, _data(document), at=document.frozen_at or document.updated_at)


def printed_sample(template_body, kind, at) -> bytes:
    """The PDF of a template with the data of an invented agreement."""
    context = sample.context(kind)
    told = fill_body(template_body, context)
    return typeset(PAPER, _paper(context, told.parts, "", None, _draft=True), at=at)


@dataclass
class Review:
    """Where one party stands with a text."""

    party: Party
    approval: Approval | None = None  # its last one, which may be of an earlier wording
    changed: list[str] = field(default_factory=list)  # parts that touch it and changed since
    remarks: list[Approval] = field(default_factory=list)  # not yet answered

    @property
    def approved(self) -> bool:
        return self.approval is not None and not self.changed

    @property
    def asked_again(self) -> bool:
        return self.approval is not None and bool(self.changed)


def reviews_of(document, parts=None) -> list[Review]:
    """Where each party stands with the text as it is now: two questions.

    An approval stands as long as every part that touches its party reads as it did: a change elsewhere leaves it alone.
    """
    parts = filled(document).parts if parts is None else parts
    reviews = {party.pk: Review(party) for party in asked_of(document)}
    for row in Approval.objects.filter(document=document, party__in=reviews).order_by("pk"):
        if row.approved_at:
            reviews[row.party_id].approval = row
        elif not row.answered_at:
            reviews[row.party_id].remarks.append(row)
    for review in reviews.values():
        if review.approval:
            review.changed = changed_since(review.approval, parts, review.party.code)
    return list(reviews.values())


def changed_since(approval, parts, party_code) -> list[str]:
    """Labels of the parts that touch a party and read otherwise than when it approved; what is gone counts too."""
    now = digests_for(parts, party_code)
    labels = {part["key"]: part["label"] for part in parts}
    differing = [key for key, sha256 in now.items() if approval.parts.get(key) != sha256]
    gone = [key for key in approval.parts if key not in now]
    return [labels.get(key, key) for key in (*differing, *gone)]


def remarks_of(document):
    """What parties asked to be changed, the newest first."""
    rows = Approval.objects.filter(document=document).exclude(words="").select_related("party__organisation")
    return rows.order_by("-pk")


def party_of_code(code):
    """The party behind a link, with its agreement."""
    return (
        Party.objects.filter(code=code)
        .select_related("organisation", "agreement__forum__organisation", "agreement__event")
        .order_by("pk")
        .first()
    )


def signature_places(document) -> list[SimpleNamespace]:
    """Where each party signs a frozen document: ``party`` (code), ``page`` (from 1), and x, y, width, height in points.

    Measured from the upper left corner of the page, y downwards, as the typesetter counts. Kept when it was frozen, so
    that they are those of its paper.
    """
    return [SimpleNamespace(**place) for place in document.context["tempat"]]


def places_on(context, parts) -> list[dict]:
    """The places that ``signature_places`` tells, of a text that is about to be frozen."""
    anything = "0" * 64  # as wide as any hash
    return labelled(PAPER, _paper(context, parts, anything, context["periksa"], _draft=False), "signature")


def verification_code(document) -> str:
    """What stands on the paper to be scanned or typed."""
    return printed_code(document.code)


def document_on_paper(written: str):
    """The document whose printed code this is, or None. A wrong code asks nothing of the database."""
    code = code_on_paper(written)
    if not code:
        return None
    return (
        Document.objects.filter(Q(frozen_at__isnull=False) | Q(papers__isnull=False), code=code)
        .select_related("agreement__forum__organisation")
        .order_by("pk")
        .first()
    )


def paper_with_hash(sha256: str):
    """The newest file kept here with these bytes, or None."""
    return (
        Paper.objects.filter(file_sha256=sha256)
        .select_related("document__agreement__forum__organisation")
        .order_by("-pk")
        .first()
    )


def _party(party: Party, at) -> dict:
    body = party.organisation
    contact = [body.address, party.email, party.phone]
    return {
        "id": party.pk,
        "lembaga": body.pk,
        "kode": party.code,
        "urutan": _roman(at),
        "sebutan": f"PIHAK {ordinal(at).upper()}",
        "nama": body.name,
        "penanda_tangan": party.signatory,
        "jabatan": party.position,
        "dasar": party.authority,
        "alamat": body.address or (body.region.name if body.region else ""),
        "nomor": party.number,
        "nib": body.nib,
        "npwp": body.npwp,
        "kontak": ", ".join(piece for piece in contact if piece) or (body.region.name if body.region else ""),
    }


def _promise(promise, parties, bodies, everybody) -> dict:
    """A promise touches who makes it and who receives it: the company of its need, or else everybody."""
    maker = parties[promise.party_id]
    receiver = bodies.get(promise.need.company_id) if promise.need else None
    between = {maker["kode"], receiver} if receiver and receiver != maker["kode"] else set(everybody)
    return {
        "kode": promise.code,
        "sebutan": maker["sebutan"],
        "pihak": maker["nama"],
        "isi": promise.words,
        "jumlah": counted(promise.quantity, promise.unit),
        "tenggat": long_date(promise.due_on),
        "menyentuh": [code for code in everybody if code in between],
    }


def _signing_of(agreement) -> dict[str, str]:
    event = agreement.event
    if event is None:
        said = "tanggal penandatanganan terakhir oleh PARA PIHAK, di tempat kedudukan masing-masing"
        return {"saat": said, "tanggal": "", "tempat": ""}
    place = f", bertempat di {event.place}" if event.place else ""
    return {
        "saat": f"{date_of_deed(event.held_on)}{place}",
        "tanggal": long_date(event.held_on),
        "tempat": event.place,
    }


def _head(document, kind) -> str:
    if document.kind == DocumentKind.ADDENDUM:
        before = documents_in(document.agreement).filter(kind=DocumentKind.ADDENDUM, order__lt=document.order)
        return f"Adendum {ordinal(before.exclude(state=DocumentState.VOIDED).count() + 1)} atas {kind}"
    return kind


def _data(document) -> dict:
    draft = document.state in (DocumentState.DRAFT, DocumentState.VOIDED) or not document.text
    context = document.context if not draft else context_of(document)
    parts = filled(document).parts
    check = None if draft else context["periksa"]
    return _paper(context, parts, "" if draft else document.text_sha256, check, _draft=draft)


def _paper(context, parts, sha256, check, *, _draft) -> dict:
    return {
        "title": " ".join(block["text"] for block in parts[0]["blocks"]),
        "parties": [
            {"sebutan": party["sebutan"], "nama": party["nama"], "nomor": party["nomor"]} for party in context["pihak"]
        ],
        "parts": parts,
        "sha256": sha256,
        "check": check and {**check, "qr": qr_svg(check["alamat"])},
        "draft": _draft,
    }


def check_of(document) -> dict[str, str]:
    """The code on the paper and the address it leads to; frozen with the text, so that the bytes stay the same."""
    code = verification_code(document)
    return {"kode": code, "alamat": address_of("verify-code", code), "alamat-periksa": address_of("verify")}


def _small(words):
    return words[:1].lower() + words[1:]


def _roman(number):
    told = ""
    for size, sign in ROMAN:
        while number >= size:
            told, number = told + sign, number - size
    return told
