"""Certificates that expire or are revoked, before and after the signature (D5, D6)."""

import datetime as dt

import pytest
import time_machine
from authorities import DAY, NOW, signatory, timestamper

from padan.agreements.pdf.sealing import sign_field
from padan.agreements.pdf.verdicts import Indication
from padan.agreements.pdf.verifying import verify_kept
from tests.padan.agreements.pdf.conftest import FIRST

THEN = NOW - 50 * DAY
HOUR = dt.timedelta(hours=1)


def signed_then(prepared, root, holder, *, stamped, embedded):
    """A file signed fifty days ago."""
    trust = root.trust(lists=(root.crl(at=THEN),) if embedded else ())
    with time_machine.travel(THEN, tick=False):
        stamp = timestamper(root, at=THEN) if stamped else None
        return sign_field(prepared, FIRST, holder.key(at=THEN), trust=trust, authority=stamp).content


def judged(content, root, **trust):
    found = verify_kept(content, trust=root.trust(**trust), at=NOW)
    return found.indication, found.reason


def test_expired_since_with_timestamp_and_evidence_it_stays_valid(prepared, root):
    holder = signatory("Dewi Contoh", root, ends=NOW - 10 * DAY)
    content = signed_then(prepared, root, holder, stamped=True, embedded=True)

    assert judged(content, root) == (Indication.TOTAL_PASSED, "")


def test_expired_since_without_timestamp_nobody_can_tell(prepared, root):
    holder = signatory("Dewi Contoh", root, ends=NOW - 10 * DAY)

    bare = signed_then(prepared, root, holder, stamped=False, embedded=False)
    with_lists = signed_then(prepared, root, holder, stamped=False, embedded=True)

    assert judged(bare, root) == (Indication.INDETERMINATE, "OUT_OF_BOUNDS_NO_POE")
    assert judged(with_lists, root) == (Indication.INDETERMINATE, "OUT_OF_BOUNDS_NO_POE")


def test_expired_since_with_timestamp_alone_revocation_stays_open(prepared, root):
    holder = signatory("Dewi Contoh", root, ends=NOW - 10 * DAY, asks=True)
    content = signed_then(prepared, root, holder, stamped=True, embedded=False)

    indication, _reason = judged(content, root)
    assert indication == Indication.INDETERMINATE


def test_revoked_since_with_timestamp_and_evidence_it_stays_valid(prepared, root):
    holder = signatory("Eka Contoh", root)
    content = signed_then(prepared, root, holder, stamped=True, embedded=True)
    news = root.crl(revoked=[(holder, NOW - 5 * DAY)])

    assert judged(content, root, lists=(news,)) == (Indication.TOTAL_PASSED, "")


def test_revoked_since_without_timestamp_nobody_can_tell(prepared, root):
    holder = signatory("Eka Contoh", root)
    content = signed_then(prepared, root, holder, stamped=False, embedded=True)
    news = root.crl(revoked=[(holder, NOW - 5 * DAY)])

    assert judged(content, root, lists=(news,)) == (Indication.INDETERMINATE, "REVOKED_NO_POE")


def test_revoked_before_it_signed_is_never_valid(prepared, root):
    holder = signatory("Eka Contoh", root)
    news = root.crl(revoked=[(holder, THEN - 5 * DAY)])

    for stamped in (False, True):
        content = signed_then(prepared, root, holder, stamped=stamped, embedded=False)
        indication, reason = judged(content, root, lists=(news,))
        assert indication != Indication.TOTAL_PASSED
        assert reason == "REVOKED_NO_POE"


def test_a_certificate_that_names_where_to_ask_needs_an_answer(prepared, root):
    holder = signatory("Fajar Contoh", root, asks=True)
    content = signed_then(prepared, root, holder, stamped=False, embedded=False)

    assert judged(content, root) == (Indication.INDETERMINATE, "TRY_LATER")


def test_the_installation_may_demand_word_on_revocation_of_all(prepared, root, ani):
    content = signed_then(prepared, root, ani, stamped=False, embedded=False)

    assert judged(content, root) == (Indication.TOTAL_PASSED, "")
    assert judged(content, root, demand_revocation=True) == (Indication.INDETERMINATE, "TRY_LATER")


def test_evidence_known_when_signing_travels_in_the_file(prepared, root, ani):
    trust = root.trust(lists=(root.crl(),), demand_revocation=True)
    content = sign_field(prepared, FIRST, ani.key(), trust=trust).content
    found = verify_kept(content, trust=root.trust(demand_revocation=True))

    assert (found.indication, found.reason) == (Indication.TOTAL_PASSED, "")
    assert found.signatures[0].covers_whole_file


@pytest.mark.parametrize(("days", "reason"), [(-200, "NOT_YET_VALID"), (401, "OUT_OF_BOUNDS_NO_POE")])
def test_outside_its_days_a_certificate_proves_nothing(prepared, root, ani, days, reason):
    content = sign_field(prepared, FIRST, ani.key(), trust=root.trust()).content
    found = verify_kept(content, trust=root.trust(), at=NOW + days * DAY)

    assert (found.indication, found.reason) == (Indication.INDETERMINATE, reason)
