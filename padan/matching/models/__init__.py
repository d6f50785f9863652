from padan.matching.models.rounds import Round, RoundChange, RoundSeat

__all__ = ["Round", "RoundChange", "RoundSeat"]
