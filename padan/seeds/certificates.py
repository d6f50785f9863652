"""The papers of one class: some issued, one revoked, the rest waiting for the head of the centre."""

from datetime import timedelta

from padan.seeds.story import Story, moment
from padan.training.actions.papers import draft_papers, record_inked, revoke_paper, set_series
from padan.training.models import Certificate, Enrolment, UnitResult
from padan.training.queries.papers import taught_in
from padan.training.states import CertificateKind, Result, RevokeReason

ISSUED = 3


def build(story: Story) -> None:
    """In the class of the graduate who signs in, so that she finds hers, and in one of the officer who signs."""
    own = Enrolment.objects.select_related("batch__centre", "batch__programme").get(
        person=story.users["lulusan"].person
    )
    centre = story.centres[0]
    near = next(row for row in story.batches["Pengelasan"] if row.centre_id == centre.pk and row.pk != own.batch_id)
    told = set()
    for batch in sorted((own.batch, near), key=lambda row: row.ends_on):  # the trail tells days as they came
        if batch.centre_id not in told:
            _series(batch.centre, batch.ends_on)
            told.add(batch.centre_id)
        _papers(story, batch, own)


def _series(centre, day) -> None:
    for kind, pattern, more in (
        (CertificateKind.TRAINING, "{n:04}/SP/BLK-C/{month}/{year}", {}),
        (
            CertificateKind.COMPETENCE,
            "{n:05}/LSP-C/{year}",
            {"issuer": "LSP Contoh Nusantara", "licence": "BNSP-LSP-0000-ID (rekaan)"},
        ),
    ):
        set_series(
            centre=centre, kind=kind, pattern=pattern, place="Bekasi", signatory="Ir. Contoh Wiratama, M.T.",
            position="Kepala Balai", today=day, by=None, at=moment(day, 9), **more,
        )  # fmt: skip


def _papers(story, batch, own) -> None:
    dated, at = batch.ends_on, moment(batch.ends_on + timedelta(days=3), 10)
    _results(batch, dated)
    for kind in CertificateKind:
        drafts, _left_out = draft_papers(batch=batch, kind=kind, dated=dated, by=None, at=at)
        for draft in drafts:
            draft.code = story.chance.code("SRT", 10)
        Certificate.objects.bulk_update(drafts, ["code"])
        drafts.sort(key=lambda draft: draft.enrolment_id != own.pk)
        issued = record_inked(papers=drafts[:ISSUED], by=None, at=at)
        if kind == CertificateKind.TRAINING:
            words = "Nama belum sesuai ijazah; sertifikat koreksi menyusul"
            revoke_paper(certificate=issued[-1], why=RevokeReason.WRONG, words=words, by=None, at=at)


def _results(batch, day) -> None:
    """Everybody is competent in all units but the last, which every fourth person still has to learn."""
    taught = taught_in(batch)
    UnitResult.objects.bulk_create(
        (
            UnitResult(
                enrolment=enrolment,
                unit=row.unit,
                result=Result.NOT_YET if row is taught[-1] and enrolment.number % 4 == 0 else Result.COMPETENT,
                assessed_on=day - timedelta(days=2),
                assessor="Asesor Contoh",
            )
            for enrolment in Enrolment.objects.filter(batch=batch).order_by("number")
            for row in taught
        ),
        ignore_conflicts=True,
    )
