"""Judging a signed file. Parsers of hostile files run in a process of their own, under limits (``judging``)."""

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from padan.agreements.pdf.policy import Trust, installed_trust
from padan.agreements.pdf.verdicts import Fault, Finding, Indication, Verdict, verdict_from

MOST_BYTES = 20 * 2**20
MEMORY = 2 * 2**30  # of addresses, most of them libraries
CPU_SECONDS = 20
WALL_SECONDS = 60


@dataclass(frozen=True)
class Expected:
    """A signature that has to be there: in which field, by whom. What is left empty is not compared."""

    field: str = ""
    signer: str = ""
    certificate_sha256: str = ""


def verify(
    pdf: bytes,
    *,
    expected: Sequence[Expected] | None = None,
    in_order: bool = False,
    trust: Trust | None = None,
    at: datetime | None = None,
    sha256: str = "",
) -> Verdict:
    """The verdict on ``pdf``, about a second; never an exception, whatever the bytes.

    ``expected``: each of these has signed exactly once and nobody else (``in_order``: in this order); ``trust`` as
    installed when not given; ``at``: the instant of judging, now when not given; ``sha256`` of the file as registered.
    """
    question = _question(expected, in_order, trust, at, sha256)
    if len(pdf) > MOST_BYTES:
        return refusal(Fault.TOO_LARGE, hashlib.sha256(pdf).hexdigest())
    try:
        told = subprocess.run(  # noqa: S603  our own module
            [sys.executable, "-I", "-m", "padan.agreements.pdf.child", str(MEMORY), str(CPU_SECONDS)],
            input=json.dumps(question).encode() + b"\n" + pdf,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            env={},
            cwd="/",
            check=True,
        ).stdout
        return verdict_from(json.loads(told))
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
        return refusal(Fault.TOO_HEAVY, hashlib.sha256(pdf).hexdigest())


def verify_kept(
    pdf: bytes,
    *,
    expected: Sequence[Expected] | None = None,
    in_order: bool = False,
    trust: Trust | None = None,
    at: datetime | None = None,
    sha256: str = "",
) -> Verdict:
    """As ``verify``, in this process and some twenty times faster: for files that were made or judged here before."""
    from padan.agreements.pdf.judging import judge  # loads pyHanko

    return judge(pdf, _question(expected, in_order, trust, at, sha256))


def refusal(fault: Fault, sha256: str) -> Verdict:
    """The verdict on a file that was not examined."""
    reasons = {
        Fault.TOO_HEAVY: (Indication.INDETERMINATE, "GENERIC"),
        Fault.TOO_LARGE: (Indication.INDETERMINATE, "GENERIC"),
        Fault.UNSIGNED: (Indication.INDETERMINATE, "NO_SIGNATURE"),
    }
    indication, reason = reasons.get(fault, (Indication.TOTAL_FAILED, "FORMAT_FAILURE"))
    return Verdict(indication, reason, (), (Finding(fault),), sha256)


def _question(expected, in_order, trust, at, sha256) -> dict:
    trust = trust or installed_trust()
    return {
        "expected": None if expected is None else [asdict(one) for one in expected],
        "in_order": in_order,
        "at": (at or datetime.now(UTC)).isoformat(),
        "sha256": sha256,
        "roots": [base64.b64encode(one).decode() for one in trust.roots],
        "others": [base64.b64encode(one).decode() for one in trust.others],
        "lists": [base64.b64encode(one).decode() for one in trust.lists],
        "demand_revocation": trust.demand_revocation,
    }
