from padan.curricula.models.endorsements import Endorsement, UnitRemark
from padan.curricula.models.programmes import CurriculumVersion, Programme, SyllabusRow, TaughtUnit, VersionAnswer

__all__ = [
    "CurriculumVersion",
    "Endorsement",
    "Programme",
    "SyllabusRow",
    "TaughtUnit",
    "UnitRemark",
    "VersionAnswer",
]
