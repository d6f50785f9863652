from padan.matching.models.fairs import Booth, FairGuest, Turn
from padan.matching.models.invitations import Consent, Invitation
from padan.matching.models.rounds import Round, RoundChange, RoundSeat

__all__ = ["Booth", "Consent", "FairGuest", "Invitation", "Round", "RoundChange", "RoundSeat", "Turn"]
