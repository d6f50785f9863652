"""A page's one act, its refusal told in the form that asked for it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages

from padan.base.errors import ActionDenied
from padan.organisations.actions import EditedMeanwhile, FieldRefused


@dataclass
class Way:
    """One of several acts that a page offers: its form, the act behind it, the word on its button."""

    do: str
    title: Any
    form: forms.Form
    act: Any
    step: Any


def done(form, act, **told):
    """What ``act`` gives; None with the refusal in the form, at its field where it has one.

    Where somebody else was faster the form takes on the revision that stands: saving again then saves over it, seen.
    """
    try:
        return act(**told)
    except FieldRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    except EditedMeanwhile as faster:
        form.add_error(None, str(faster))
        form.stands = faster.stands
    except ActionDenied as denied:
        form.add_error(None, str(denied))
    return None


def tried(request, said, act, **told):
    """Run an act of a single button; what came of it is told on the next page."""
    try:
        found = act(**told)
    except ActionDenied as denied:
        messages.error(request, str(denied))
        return None
    if said:
        messages.success(request, said)
    return found
