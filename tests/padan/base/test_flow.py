import pytest

from padan.base.errors import TransitionDenied
from padan.base.flow import Flow
from padan.needs.states import NEED_FLOW, NeedState


def test_a_step_that_the_table_does_not_hold_is_refused_in_words():
    with pytest.raises(TransitionDenied, match=r"Withdrawn.*Answered"):
        NEED_FLOW.check(NeedState.WITHDRAWN, NeedState.ANSWERED)


def test_buttons_are_read_from_the_table():
    assert NEED_FLOW.allowed_from(NeedState.OPEN) == {"answered", "withdrawn"}
    assert NEED_FLOW.allowed_from("no such state") == frozenset()


def test_the_diagram_draws_every_step_in_a_fixed_order():
    flow = Flow({"b": {"c"}, "a": {"c", "b"}})
    assert flow.diagram().splitlines() == ["stateDiagram-v2", "    a --> b", "    a --> c", "    b --> c"]
