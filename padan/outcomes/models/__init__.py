from padan.outcomes.models.answers import Answer
from padan.outcomes.models.outcomes import Outcome, ReportedTotal
from padan.outcomes.models.waves import Asked, Silence, Wave

__all__ = ["Answer", "Asked", "Outcome", "ReportedTotal", "Silence", "Wave"]
