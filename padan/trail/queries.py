"""Reading the trail, and proving it."""

from dataclasses import dataclass

from padan.trail.chain import GENESIS, entry_hash, wording_digest
from padan.trail.models import Entry, Head


def entries_of(thing):
    """What happened to this thing, newest first, with its wording: one query."""
    return (
        Entry.objects.filter(thing_kind=thing._meta.label_lower, thing_code=str(thing.code))
        .select_related("wording")
        .order_by("-seq")
    )


def all_entries():
    """The whole trail, newest first, with its wording. For auditors."""
    return Entry.objects.select_related("wording").order_by("-seq")


def newest_entries(kinds):
    """What happened lately to things of these kinds, newest first. The caller keeps what the viewer may see."""
    return Entry.objects.filter(thing_kind__in=kinds).select_related("wording").order_by("-seq")


@dataclass(frozen=True)
class Verdict:
    """What the check of the chain found. ``broken_at`` is the first bad number, None when all is well."""

    entries: int
    head: str
    broken_at: int | None = None
    reason: str = ""


def verify(*, head: str = "") -> Verdict:
    """Walk the chain from its first entry and recompute every hash and digest.

    ``head`` is a hash printed earlier: a chain that no longer holds it has lost its tail. Emptied wordings
    (erased persons) are no fault: their digest is kept, their text is gone.
    """
    previous, seq, seen = GENESIS, 0, not head or head == GENESIS
    for entry in Entry.objects.select_related("wording").order_by("seq").iterator(chunk_size=2000):
        if entry.seq != seq + 1:
            return Verdict(seq, previous, seq + 1, "missing")
        if entry.previous != previous or entry.hash != entry_hash(entry):
            return Verdict(seq, previous, entry.seq, "altered")
        wording = getattr(entry, "wording", None)
        if wording is None:
            return Verdict(seq, previous, entry.seq, "wording missing")
        told = {name: getattr(wording, name) for name in ("actor_label", "thing_label", "changes", "salt")}
        if wording.salt and entry.digest != wording_digest(**told):
            return Verdict(seq, previous, entry.seq, "wording altered")
        previous, seq, seen = entry.hash, entry.seq, seen or entry.hash == head
    end = Head.objects.get(pk=1)
    if (end.seq, end.hash) != (seq, previous):
        return Verdict(seq, previous, seq + 1, "tail cut")
    if not seen:
        return Verdict(seq, previous, seq + 1, "the head given is not in the chain")
    return Verdict(seq, previous)


def head_seq() -> int:
    """The number of the last entry; 0 for an empty trail."""
    return Head.objects.values_list("seq", flat=True).get(pk=1)
