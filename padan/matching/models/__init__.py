from padan.matching.models.invitations import Consent, Invitation
from padan.matching.models.rounds import Round, RoundChange, RoundSeat

__all__ = ["Consent", "Invitation", "Round", "RoundChange", "RoundSeat"]
