"""What runs in the races of ``test_signing_races.py``, each act in a process of its own."""

import os
import signal
import sys
from datetime import date, timedelta

import pikepdf  # noqa: F401  what acts load when first used, the stable loads once for all of them
import typst  # noqa: F401
from django.db import connection
from django.utils import timezone
from factories.signing import key, open_document
from pyhanko.pdf_utils.content import PdfContent  # noqa: F401
from pyhanko.sign import fields, validation  # noqa: F401
from pyhanko_certvalidator import CertificateValidator  # noqa: F401

from padan.agreements.actions import sealing
from padan.agreements.actions.day import record_turn
from padan.agreements.actions.life import unschedule
from padan.agreements.actions.sealing import sign_here
from padan.agreements.actions.signing import record_ink, settle_intents, void_signature
from padan.agreements.actions.texts import thaw
from padan.agreements.models import Agreement, Document, Intent, Paper, Party, Signature
from padan.agreements.pdf.verifying import verify_kept
from padan.agreements.queries.signing import asked_of, paper_to_sign, signatures_of
from padan.base import files
from padan.base.errors import PadanError
from padan.base.files import content_of
from padan.trail.queries import verify

DAY = date(2024, 11, 14)


def prepare(count, half):
    """Documents open for signing, in the first ``half`` the second party has signed: [(document, [parties])]."""
    made = []
    for number in range(count):
        document, _secretary = open_document()
        parties = [party.pk for party in asked_of(document)]
        if number < half:
            act_now("here", document.pk, parties[1], "lawan")
        made.append([document.pk, parties])
    return made


def act_now(*told):
    """The same, at once."""
    return act(*told, waits=False)


def act(name, document, party="", form="satu", *, waits=True):
    """Do one act once the starter's line comes; the name of the refusal, or "done"."""
    document = Document.objects.select_related("agreement").get(pk=document)
    party = Party.objects.select_related("organisation", "agreement__forum").get(pk=party) if party else None
    told, one = {"by": None, "at": timezone.now()}, key(f"Penanda {form}") if name == "here" else None
    shown = document.text_sha256
    acts = {
        "here": lambda: sign_here(
            document=document,
            party=party,
            key=one,
            form_key=f"{form}-{document.pk}-{party.pk}",
            shown_sha256=shown,
            signed_on=DAY,
            **told,
        ),
        "ink": lambda: record_ink(document=document, parties=[party], signed_on=DAY, **told),
        "tap": lambda: record_turn(agreement=document.agreement, **told),
        "thaw": lambda: thaw(document=document, **told),
        "unschedule": lambda: unschedule(agreement=document.agreement, **told),
        "void": lambda: void_signature(signature=signatures_of(document).get(party=party), reason="Salah", **told),
    }
    if waits:
        print("ready", flush=True)  # noqa: T201
        sys.stdin.readline()
    try:
        acts[name]()
    except PadanError as refused:
        return type(refused).__name__
    return "done"


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def before(module, name):
    setattr(module, name, lambda *_args, **_more: die())


def after(module, name):
    real = getattr(module, name)

    def done(*args, **more):
        real(*args, **more)
        die()

    setattr(module, name, done)


def at_commit(number):
    """Die just before the ``number``-th commit of the signing, when everything of it is written."""
    real, seen = connection.commit, [0]

    def commit():
        seen[0] += 1
        if seen[0] == number:
            die()
        real()

    connection.commit = commit


POINTS = {
    "before the intent is written": lambda: before(sealing, "_intend"),
    "before the intent is kept": lambda: at_commit(1),
    "after the intent is kept": lambda: after(sealing, "_intend"),
    "before the file is signed": lambda: before(sealing, "sign_field"),
    "after the file is signed": lambda: after(sealing, "sign_field"),
    "before the file is on the disk": lambda: before(sealing, "keep"),
    "while the file is written": lambda: before(files.os, "fsync"),
    "after the file is on the disk": lambda: after(sealing, "keep"),
    "before the paper is written": lambda: before(sealing, "new_paper"),
    "after the paper is written": lambda: after(sealing, "new_paper"),
    "after the signature is written": lambda: after(sealing, "write_signature"),
    "after the intent is done": lambda: after(sealing, "end_intent"),
    "before everything is kept": lambda: at_commit(2),
    "after the last party closed the document": lambda: after(sealing, "complete"),
}


def killed_at(point, document, party):
    """Sign, and be killed at ``point``."""
    document = Document.objects.get(pk=document)
    party = Party.objects.select_related("organisation", "agreement__forum").get(pk=party)
    one = key("Penanda terhenti")
    POINTS[point]()
    told = {"shown_sha256": document.text_sha256, "signed_on": DAY, "by": None, "at": timezone.now()}
    sign_here(document=document, party=party, key=one, form_key=f"niat-{document.pk}-{party.pk}", **told)
    return "lived"


def recover(document, party):
    """After a kill: what stands, then the start of a worker, then the party signs again, then what stands."""
    between = stands(document)
    settle_intents(at=timezone.now() + timedelta(minutes=5))
    return between, act_now("here", document, party, "lagi"), stands(document)


def stands(document):
    """What register and files say of one document, and whether they agree."""
    document = Document.objects.select_related("agreement").get(pk=document)
    newest = paper_to_sign(document)
    rows = list(signatures_of(document))
    inside = {found.field for found in verify_kept(content_of(newest)).signatures}
    told = {row.party.code for row in rows if row.mode == "here"}
    return {
        "state": document.state,
        "agreement": document.agreement.state,
        "signatures": len(rows),
        "modes": sorted(row.mode for row in rows),
        "in the file": len(inside),
        "agree": inside == told and all(row.paper_id for row in rows if row.mode == "here"),
        "begun": Intent.objects.filter(document=document, state="begun").count(),
        "orders": list(Paper.objects.filter(document=document).order_by("order").values_list("order", flat=True)),
    }


def whole():
    """The whole house: the trail, and every kept file."""
    return {
        "trail": verify().broken_at,
        "faults": len(list(files.faults())),
        "twice": Signature.objects.filter(voided_at=None).count()
        - Signature.objects.filter(voided_at=None).order_by().values("document", "party").distinct().count(),
        "signed agreements": Agreement.objects.filter(state="signed").count(),
    }


ACTS = {
    "prepare": prepare, "act": act, "act_now": act_now, "killed_at": killed_at, "recover": recover, "stands": stands,
    "whole": whole, "points": lambda: list(POINTS),
}  # fmt: skip
