from padan.outcomes.models.answers import Answer
from padan.outcomes.models.calls import Call
from padan.outcomes.models.outcomes import Outcome, ReportedTotal
from padan.outcomes.models.proofs import AnswerProof
from padan.outcomes.models.samples import Sample, SampleRow
from padan.outcomes.models.totals import Replacement
from padan.outcomes.models.waves import Asked, Silence, Wave

__all__ = [
    "Answer",
    "AnswerProof",
    "Asked",
    "Call",
    "Outcome",
    "Replacement",
    "ReportedTotal",
    "Sample",
    "SampleRow",
    "Silence",
    "Wave",
]
