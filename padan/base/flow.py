"""States as a table: read by acts, buttons, tests and the drawn diagram."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from padan.base.errors import TransitionDenied


class Flow:
    """Which state may follow which. Keys and values are members of one ``TextChoices``."""

    def __init__(self, steps: Mapping[str, Iterable[str]]) -> None:
        self.steps: dict[str, frozenset[str]] = {str(state): frozenset(map(str, to)) for state, to in steps.items()}

    @property
    def states(self) -> frozenset[str]:
        """Every state named, as a start or as an end."""
        return frozenset(self.steps).union(*self.steps.values())

    def allowed_from(self, state: str) -> frozenset[str]:
        """The states that may follow ``state``; empty at an end."""
        return self.steps.get(str(state), frozenset())

    def check(self, state: str, to: str) -> None:
        """Raise ``TransitionDenied`` unless ``to`` may follow ``state``."""
        if str(to) not in self.allowed_from(state):
            raise TransitionDenied(
                _("This step is not possible now: from “%(state)s” there is no way to “%(to)s”.")
                % {"state": getattr(state, "label", state), "to": getattr(to, "label", to)}
            )

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, in a fixed order."""
        lines = [f"    {state} --> {to}" for state in sorted(self.steps) for to in sorted(self.steps[state])]
        return "\n".join(["stateDiagram-v2", *lines])
