"""Writing the trail. The only two acts are to append and to empty the wording of an erased thing."""

import json
import secrets

from django.db import transaction

from padan.base.clock import now
from padan.trail.chain import entry_hash, wording_digest
from padan.trail.models import Entry, Head, Wording

SYSTEM = "system"


def record(by, verb, thing=None, *, at=None, changes=None):
    """Append one entry to the chain, in the transaction of the act it tells of.

    ``by`` has ``code`` (None stands for the system itself); ``thing`` is a model with ``code``; ``changes`` maps a
    column to [before, after]. The head row is locked until the act commits: entries have one order.
    """
    return record_each([(by, verb, thing, changes)], at=at)[0]


@transaction.atomic
def record_each(told, *, at=None) -> list[Entry]:
    """Append one entry for each of ``told`` (by, verb, thing, changes), in this order. Four statements for any."""
    head = Head.objects.select_for_update().get(pk=1)
    written_at, entries, wordings = now(), [], []
    for by, verb, thing, changes in told:
        wording = {
            "actor_label": str(by) if by else SYSTEM,
            "thing_label": str(thing)[:300] if thing is not None else "",
            "changes": _plain(changes or {}),
            "salt": secrets.token_hex(16),
        }
        entry = Entry(
            seq=head.seq + 1,
            at=at or written_at,
            written_at=written_at,
            verb=verb,
            thing_kind=thing._meta.label_lower if thing is not None else "",
            thing_code=_code(thing),
            actor_code=_code(by) or SYSTEM,
            digest=wording_digest(**wording),
            previous=head.hash,
        )
        head.seq, head.hash = entry.seq, entry_hash(entry)
        entry.hash = head.hash
        entries.append(entry)
        wordings.append(wording)
    Entry.objects.bulk_create(entries)
    Wording.objects.bulk_create(Wording(entry=one, **wording) for one, wording in zip(entries, wordings, strict=True))
    head.save(update_fields=["seq", "hash"])
    return entries


def _code(thing) -> str:
    return str(getattr(thing, "code", "") or getattr(thing, "pk", "") or "") if thing is not None else ""


def _plain(changes: dict) -> dict:
    return json.loads(json.dumps(changes, default=str))
