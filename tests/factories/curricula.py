from datetime import UTC, date, datetime

import factory
from factories.needs import NeedFactory
from factories.organisations import OrganisationFactory
from factories.reference import CodeFactory

from padan.curricula.models import (
    CurriculumVersion,
    Endorsement,
    Programme,
    SyllabusRow,
    TaughtUnit,
    UnitRemark,
    VersionAnswer,
)
from padan.curricula.states import VersionState


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    centre = factory.SubFactory(OrganisationFactory, centre=True)
    name = factory.Sequence(lambda n: f"Juru Las {n}")
    trade = "Teknik Las"
    hours = 340


class CurriculumVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CurriculumVersion

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    state = VersionState.IN_FORCE
    in_force_from = date(2024, 1, 2)


class TaughtUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TaughtUnit

    version = factory.SubFactory(CurriculumVersionFactory)
    unit = factory.SubFactory(CodeFactory)
    hours = 40


class SyllabusRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SyllabusRow

    taught = factory.SubFactory(TaughtUnitFactory)
    order = factory.Sequence(lambda n: n % 30_000 + 1)
    element = factory.Sequence(lambda n: f"Menyiapkan pekerjaan {n}")


class VersionAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VersionAnswer

    version = factory.SubFactory(CurriculumVersionFactory)
    need = factory.SubFactory(NeedFactory)


class EndorsementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Endorsement

    version = factory.SubFactory(CurriculumVersionFactory, state=VersionState.PROPOSED)
    company = factory.SubFactory(OrganisationFactory)
    recipient = "Sri Wulandari"
    asked_at = datetime(2024, 10, 1, 3, tzinfo=UTC)


class UnitRemarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitRemark

    endorsement = factory.SubFactory(EndorsementFactory)
    words = "Tambah jam praktik posisi 3G."
    said_at = datetime(2024, 10, 2, 3, tzinfo=UTC)


def whole_version(*, units=2, rows=2, **columns):
    """A draft with everything a version needs to be proposed: each unit 20 JP a row, the hours adding up."""
    told = {
        "state": VersionState.DRAFT,
        "in_force_from": None,
        "hours": units * rows * 20,
        "objective": "Peserta mampu mengelas pelat posisi 3G.",
        "entry_requirements": "Lulus SMP atau sederajat; terbuka bagi laki-laki dan perempuan.",
        "method": "Luring, praktik 70%.",
        "official_code": "C.24.LAS.3G",
        "kkni_level": 2,
    }
    version = CurriculumVersionFactory(**(told | columns))
    for order in range(1, units + 1):
        taught = TaughtUnitFactory(version=version, order=order, hours=rows * 20)
        for at in range(1, rows + 1):
            SyllabusRowFactory(
                taught=taught,
                order=at,
                element=f"Menyiapkan bahan {at}",
                criteria="Bahan dipilih sesuai WPS.\nBahan dibersihkan.",
                indicators="Dapat memilih bahan.",
                knowledge="Jenis bahan",
                practice="Memotong pelat",
                attitude="Teliti",
                hours=20,
            )
    return version
