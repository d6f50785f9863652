"""Files of others with known verdicts: signed, updated and attacked PDFs of pyHanko's own tests, read where they lie.

Where our rules are stricter than pyHanko's expectation, ``STRICTER`` says where and why.
"""

import csv

import pytest
from shared_data import shared

from padan.agreements.pdf.policy import Trust
from padan.agreements.pdf.verdicts import Changes, Fault, Indication
from padan.agreements.pdf.verifying import verify_kept

LEVELS = {
    "NONE": Changes.NONE,
    "LTA_UPDATES": Changes.EVIDENCE,
    "FORM_FILLING": Changes.SIGNATURES,
    "OTHER": Changes.OTHER,
}
STRICTER = {
    # pyHanko calls it filling of a form; here a visible field made after a signature is never passed unseen: its look
    # may cover what the first party signed.
    ("minimal-signed-twice-both-created.pdf", "Signature2"): Changes.FIELD_ADDED,
    ("minimal-signed-twice-second-created.pdf", "Sig1"): Changes.FIELD_ADDED,
}


def expected():
    """Rows of the register of expectations, by file."""
    try:
        path = shared("credentials/pdf_expected_by_pyhanko.csv")
    except pytest.skip.Exception:
        return {}
    rows = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["file"], []).append(row)
    return rows


@pytest.fixture
def judged():
    def judge(name):
        return verify_kept(shared(f"credentials/pdf/{name}").read_bytes(), trust=Trust())

    return judge


@pytest.mark.parametrize("name", expected() or [pytest.param("", marks=pytest.mark.skip(reason="needs real data"))])
def test_a_file_of_others_is_judged_as_known(judged, name):
    verdict = judged(name)
    rows = expected()[name]
    signatures = [row for row in rows if row["field"] and row["integrity"] == "intact"]

    assert [one.field for one in verdict.signatures] == [row["field"] for row in signatures]
    assert verdict.indication != Indication.TOTAL_PASSED  # none of these issuers is trusted here
    for row, found in zip(signatures, verdict.signatures, strict=True):
        assert found.signer == row["signer_cn"]
        level = STRICTER.get((name, found.field), LEVELS[row["modification_level"]])
        assert (found.field, found.changes) == (found.field, level)
        assert found.covers_whole_file == (row["coverage"] == "ENTIRE_FILE")
        attacked = row["modification_level"] == "OTHER"
        assert not attacked or found.indication == Indication.TOTAL_FAILED


@pytest.mark.parametrize(
    ("name", "fault"), [("minimal.pdf", Fault.UNSIGNED), ("signed-encrypted-pubkey-with-catalog-ref.pdf", Fault.LOCKED)]
)
def test_a_file_of_others_that_cannot_be_judged_says_why(judged, name, fault):
    assert [one.fault for one in judged(name).findings] == [fault]
