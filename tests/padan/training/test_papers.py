"""Papers: numbered once, signed once, revoked for all to see, replaced by one that names the old."""

import io
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from factories.papers import class_over, drafts, issued
from factories.signing import key
from factories.training import DATED, CertificateSeriesFactory

from padan.agreements.actions.numbers import PatternUnclear
from padan.agreements.pdf.sealing import sign_field
from padan.agreements.pdf.verifying import verify_kept
from padan.base.files import FileAltered, content_of
from padan.base.typesetting import CannotBePrinted
from padan.people.models import SignedLink
from padan.trail.models import Entry
from padan.training.actions.papers import (
    DraftChanged,
    LaterDay,
    NotADraft,
    NotInForce,
    NotReady,
    NumberTaken,
    RevokedWithoutReason,
    change_key,
    correct_paper,
    draft_papers,
    number_paper,
    record_inked,
    revoke_paper,
    set_series,
    share_paper,
    sign_paper,
    sign_papers,
    withdraw_paper,
)
from padan.training.credentials.judging import judge
from padan.training.models import Certificate, CertificateSeries, UnitResult
from padan.training.printing import printed_certificate
from padan.training.queries.papers import is_revoked, known_key, last_number, valid_until
from padan.training.states import CertificateKind, CertificateState, EnrolmentState, Result, RevokeReason

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
TRAINING, COMPETENCE = CertificateKind.TRAINING, CertificateKind.COMPETENCE


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def numbers():
    return sorted(Certificate.objects.order_by("pk").values_list("number", flat=True))


# --- drafts and numbers -------------------------------------------------------------------------------------


def test_everybody_who_completed_gets_a_draft_with_the_next_number_and_asking_twice_is_once():
    batch = class_over(people=3)
    first = drafts(batch)
    again = drafts(batch)

    assert [one.number for one in first] == ["0001/SP/III/2024", "0002/SP/III/2024", "0003/SP/III/2024"]
    assert [one.pk for one in again] == [one.pk for one in first]
    assert Certificate.objects.count() == 3


def test_drafting_again_takes_over_what_was_mended_and_keeps_the_number():
    batch = class_over(people=1)
    draft = drafts(batch)[0]
    draft.enrolment.person.name = "Ranu Salimba"
    draft.enrolment.person.save()
    again = drafts(batch)[0]

    assert (again.number, again.said["name"]) == (draft.number, "Ranu Salimba")


def test_who_lacks_what_a_paper_needs_is_left_out_with_the_reason():
    batch = class_over(people=3)
    nameless, dropped, _fine = batch.enrolments.order_by("number")
    nameless.person.name = ""
    nameless.person.save()
    dropped.state = EnrolmentState.DROPPED
    dropped.save()

    made, left_out = draft_papers(batch=batch, kind=TRAINING, dated=DATED, by=None, at=AT)

    assert [one.enrolment.number for one in made] == [3]
    assert [one.number for one, _why in left_out] == [1]


def test_a_certificate_of_competence_lists_only_what_she_is_competent_in_and_holds_three_years():
    draft = drafts(class_over(people=1, units=4, competent=3), COMPETENCE)[0]
    paper = record_inked(papers=[draft], by=None, at=AT)[0]

    assert len(paper.said["units"]) == 3
    assert (paper.issued_on, paper.valid_until) == (DATED, date(2027, 3, 28))
    assert paper.said["printed"]["issuer"] == "LSP Contoh"


def test_nobody_without_a_competent_unit_gets_a_certificate_of_competence():
    batch = class_over(people=1, competent=0)
    made, left_out = draft_papers(batch=batch, kind=COMPETENCE, dated=DATED, by=None, at=AT)
    assert (made, len(left_out)) == ([], 1)


def test_the_last_day_of_three_years_from_a_leap_day():
    assert valid_until(COMPETENCE, date(2024, 2, 29)) == date(2027, 2, 28)
    assert valid_until(TRAINING, date(2024, 2, 29)) is None


def test_a_centre_first_says_how_it_writes_papers():
    batch = class_over(people=1)
    CertificateSeries.objects.filter(kind=TRAINING).delete()
    with pytest.raises(NotReady):
        drafts(batch)


@pytest.mark.parametrize("pattern", ["{n}/{class}/{year}", "SP/{year}", "{n}{n}", "{n}/{bulan}"])
def test_a_pattern_that_cannot_count_is_refused(pattern):
    series = CertificateSeriesFactory()
    told = {"place": "Bekasi", "signatory": "A", "position": "B", "today": DATED, "by": None, "at": AT}
    with pytest.raises(PatternUnclear):
        set_series(centre=series.centre, kind=TRAINING, pattern=pattern, **told)


def test_a_number_is_never_given_twice_whatever_became_of_its_paper():
    batch = class_over(people=1)
    draft = drafts(batch)[0]
    withdraw_paper(certificate=draft, by=None, at=AT)
    again = drafts(batch)[0]

    assert numbers() == ["0001/SP/III/2024", "0002/SP/III/2024"]
    assert again.pk != draft.pk


def test_after_an_old_backup_the_next_number_lies_above_the_highest_that_stands():
    batch = class_over(people=2)
    drafts(batch)
    CertificateSeries.objects.update(year=2024, last=0)  # the count of an older day
    series = CertificateSeries.objects.get(kind=TRAINING)

    assert last_number(series, 2024) == 2
    told = {"place": "B", "signatory": "A", "position": "B", "today": DATED, "by": None, "at": AT}
    with pytest.raises(NumberTaken):
        set_series(centre=batch.centre, kind=TRAINING, pattern=series.pattern, first=2, **told)
    set_series(centre=batch.centre, kind=TRAINING, pattern=series.pattern, first=40, **told)
    assert last_number(CertificateSeries.objects.get(kind=TRAINING), 2024) == 39


def test_a_number_by_hand_is_taken_once_and_the_count_goes_on_above_it():
    batch = class_over(people=2)
    first, second = drafts(batch)
    number_paper(certificate=first, number=" 0007/SP/III/2024 ", by=None, at=AT)

    with pytest.raises(NumberTaken):
        number_paper(certificate=second, number="0007/SP/III/2024", by=None, at=AT)
    assert last_number(CertificateSeries.objects.get(kind=TRAINING), 2024) == 7


def test_each_centre_counts_for_itself():
    one, other = drafts(people=1)[0], drafts(people=1)[0]
    assert one.centre != other.centre
    assert one.number == other.number


# --- issuing ------------------------------------------------------------------------------------------------


def test_many_are_signed_in_one_act_each_with_its_own_signature():
    papers = [paper for _draft, paper in sign_papers(papers=drafts(people=3), key=key("Kepala Balai"), by=None, at=AT)]

    assert [paper.state for paper in papers] == [CertificateState.ISSUED] * 3
    for paper in papers:
        (signature,) = verify_kept(content_of(paper)).signatures
        assert (signature.field, signature.signer) == ("penerbit", "Kepala Balai")
    assert len({paper.file_sha256 for paper in papers}) == 3
    assert all(paper.certificate_sha256 == papers[0].certificate_sha256 for paper in papers)


def test_signing_told_twice_is_one_paper():
    draft, own = drafts(people=1)[0], key()
    first = sign_paper(certificate=draft, key=own, by=None, at=AT)
    again = sign_paper(certificate=draft, key=own, by=None, at=AT + timedelta(minutes=1))

    assert (again.pk, again.file_sha256, again.issued_at) == (first.pk, first.file_sha256, AT)
    assert Entry.objects.filter(verb="paper.issued").count() == 1


def test_a_draft_that_was_drawn_up_anew_while_it_was_signed_is_refused(monkeypatch):
    draft = drafts(people=1)[0]

    def meanwhile(*args):
        Certificate.objects.filter(pk=draft.pk).update(number="9999/SP/III/2024")
        return sign_field(*args)

    monkeypatch.setattr("padan.training.actions.papers.sign_field", meanwhile)
    with pytest.raises(DraftChanged):
        sign_paper(certificate=draft, key=key(), by=None, at=AT)
    draft.refresh_from_db()
    assert (draft.state, draft.file_sha256) == (CertificateState.DRAFT, "")


def test_a_paper_is_not_issued_before_its_day():
    draft = drafts(people=1, dated=date(2026, 11, 29))[0]
    with pytest.raises(LaterDay):
        record_inked(papers=[draft], by=None, at=AT)


def test_an_issued_paper_does_not_change_any_more():
    paper = issued(at=AT)
    for act in (lambda: withdraw_paper(certificate=paper, by=None, at=AT),
                lambda: number_paper(certificate=paper, number="1", by=None, at=AT)):  # fmt: skip
        with pytest.raises(NotADraft):
            act()
    assert drafts(paper.enrolment.batch) == []


def test_a_file_that_somebody_changed_on_the_disk_is_not_handed_out(tmp_path):
    paper = issued(at=AT)
    (path,) = tmp_path.rglob("*.pdf")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(FileAltered):
        content_of(paper)


def test_the_file_is_an_archive_of_two_lying_pages_and_the_same_every_time():
    draft = drafts(people=1)[0]
    once = printed_certificate(draft)

    assert once == printed_certificate(draft)
    with pikepdf.open(io.BytesIO(once)) as pdf:
        boxes = [[round(float(side)) for side in page.mediabox] for page in pdf.pages]
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf.Root.Metadata.read_bytes()
    assert boxes == [[0, 0, 842, 595]] * 2


@pytest.mark.parametrize("name", ["N" * 60 + " " + "M" * 60, "O’Neill-Sjöström #set page(fill: red)", "Ni Ketut Ayu"])
def test_long_and_hostile_names_are_printed_as_names(name):
    batch = class_over(people=1, units=40)
    person = batch.enrolments.get().person
    person.name = name
    person.save()
    draft = drafts(batch)[0]
    with pikepdf.open(io.BytesIO(printed_certificate(draft))) as pdf:
        assert len(pdf.pages) <= 4


def test_a_name_that_no_font_of_ours_holds_is_refused_in_words():
    batch = class_over(people=1)
    person = batch.enrolments.get().person
    person.name = "藤田"
    person.save()
    with pytest.raises(CannotBePrinted):
        printed_certificate(drafts(batch)[0])


# --- afterwards ---------------------------------------------------------------------------------------------


def test_a_paper_is_revoked_once_with_a_reason_in_words():
    paper = issued(at=AT)
    with pytest.raises(RevokedWithoutReason):
        revoke_paper(certificate=paper, why=RevokeReason.WRONG, words=" ", by=None, at=AT)
    revoke_paper(certificate=paper, why=RevokeReason.WRONG, words="Nama keliru", by=None, at=AT)
    with pytest.raises(NotInForce):
        revoke_paper(certificate=paper, why=RevokeReason.WRONG, words="Nama keliru", by=None, at=AT)


def test_a_corrected_paper_names_the_old_which_holds_until_the_new_is_issued():
    old = issued(at=AT)
    new = correct_paper(certificate=old, dated=DATED, by=None, at=AT)
    old.refresh_from_db()
    assert (old.state, correct_paper(certificate=old, dated=DATED, by=None, at=AT).pk) == ("issued", new.pk)
    assert new.said["printed"]["replaces"] == old.number

    record_inked(papers=[new], by=None, at=AT)
    old.refresh_from_db()
    assert (old.state, old.revoked_for) == (CertificateState.REVOKED, RevokeReason.REPLACED)


def test_a_result_that_was_taken_back_keeps_its_paper_from_being_corrected():
    old = record_inked(papers=drafts(class_over(people=1), COMPETENCE), by=None, at=AT)[0]
    UnitResult.objects.update(result=Result.NOT_YET)
    with pytest.raises(NotReady):
        correct_paper(certificate=old, dated=DATED, by=None, at=AT)


def test_another_key_signs_what_comes_and_what_was_signed_still_holds():
    paper = issued(at=AT)
    change_key(centre=paper.centre, by=None, at=AT + timedelta(hours=1))
    verdict = judge(paper.credential, key_of=known_key, revoked=is_revoked, at=AT + timedelta(hours=2))
    assert verdict.faults == ()


def test_a_link_hands_out_an_issued_paper_and_no_draft():
    draft = drafts(people=1)[0]
    with pytest.raises(NotInForce):
        share_paper(certificate=draft, by=None, at=AT)
    assert share_paper(certificate=issued(at=AT), by=None, at=AT)
    assert SignedLink.objects.get().act == "paper.fetch"


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "issued"},
        {"state": "revoked"},
        {"revoked_for": "wrong"},
        {"file_sha256": "0" * 64},
    ],
)
def test_the_database_itself_refuses_what_can_never_be(columns):
    draft = drafts(people=1)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=draft.pk).update(**columns)
