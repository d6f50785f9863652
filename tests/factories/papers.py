"""Classes that are over, their drafts and issued papers, by the acts themselves."""

from datetime import UTC, date, datetime

from factories.curricula import CurriculumVersionFactory, TaughtUnitFactory
from factories.people import PersonFactory
from factories.reference import CodeFactory
from factories.training import (
    DATED,
    BatchFactory,
    CertificateSeriesFactory,
    EnrolmentFactory,
    UnitResultFactory,
)

from padan.training.actions.papers import draft_papers, record_inked
from padan.training.states import CertificateKind, EnrolmentState, Result


def class_over(*, people=2, units=3, competent=2, **columns):
    """A class that is over, taught by a version, with results: the first ``competent`` units are competent for all."""
    batch = BatchFactory(finished=True, **columns)
    batch.version = CurriculumVersionFactory(programme=batch.programme)
    batch.save()
    codes = CodeFactory.create_batch(units)
    for code in codes:
        TaughtUnitFactory(version=batch.version, unit=code, hours=40)
    for number in range(1, people + 1):
        person = PersonFactory(name=f"Peserta Contoh {number}", born_on=date(2001, 5, 3), birth_place="bekasi")
        enrolment = EnrolmentFactory(
            batch=batch, person=person, number=number, state=EnrolmentState.COMPLETED, finished_on=batch.ends_on
        )
        for place, code in enumerate(codes):
            result = Result.COMPETENT if place < competent else Result.NOT_YET
            UnitResultFactory(
                enrolment=enrolment, unit=code, result=result, assessed_on=DATED, assessor="Asesor Contoh"
            )
    CertificateSeriesFactory(centre=batch.centre)
    CertificateSeriesFactory(centre=batch.centre, competence=True)
    return batch


def drafts(batch=None, kind=CertificateKind.TRAINING, *, at=None, dated=DATED, **more):
    """Drafts of everybody in a class that is over."""
    made, _left_out = draft_papers(
        batch=batch or class_over(**more), kind=kind, dated=dated, by=None, at=at or datetime.now(UTC)
    )
    return made


def issued(**more):
    """One issued paper, signed by hand. Its files go where ``MEDIA_ROOT`` says."""
    at = more.pop("at", datetime.now(UTC))
    return record_inked(papers=drafts(at=at, people=1, **more), by=None, at=at)[0]
