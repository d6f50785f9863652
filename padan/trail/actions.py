"""Writing the trail. The only two acts are to append and to empty the wording of an erased thing."""

import json
import secrets

from django.db import transaction

from padan.base.clock import now
from padan.trail.chain import entry_hash, wording_digest
from padan.trail.models import Entry, Head, Wording

SYSTEM = "system"


@transaction.atomic
def record(by, verb, thing=None, *, at=None, changes=None):
    """Append one entry to the chain, in the transaction of the act it tells of.

    ``by`` has ``code`` (None stands for the system itself); ``thing`` is a model with ``code``; ``changes`` maps a
    column to [before, after]. The head row is locked until the act commits: entries have one order.
    """
    head = Head.objects.select_for_update().get(pk=1)
    wording = {
        "actor_label": str(by) if by else SYSTEM,
        "thing_label": str(thing)[:300] if thing is not None else "",
        "changes": _plain(changes or {}),
        "salt": secrets.token_hex(16),
    }
    written_at = now()
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
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    Wording.objects.create(entry=entry, **wording)
    head.seq, head.hash = entry.seq, entry.hash
    head.save(update_fields=["seq", "hash"])
    return entry


def _code(thing) -> str:
    return str(getattr(thing, "code", "") or getattr(thing, "pk", "") or "") if thing is not None else ""


def _plain(changes: dict) -> dict:
    return json.loads(json.dumps(changes, default=str))
