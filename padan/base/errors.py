"""Refusals: each has a name, and a sentence for the person who asked."""


class PadanError(Exception):
    """Root of everything Padan refuses on purpose; ``str(error)`` is fit to be shown."""


class ActionDenied(PadanError):
    """An act was refused and nothing of it was kept."""


class NotAllowed(ActionDenied):
    """The person may not do this to this thing."""


class TransitionDenied(ActionDenied):
    """The thing is not in a state from which this step exists."""
