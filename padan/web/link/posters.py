"""Behind the poster of a class: she says who she is by two numbers, and is led to her own question.

The page names nobody. A wrong number, wrong digits, somebody who was not asked and a wave that is over are answered in
the same words with the same status. An address may be wrong so often in ten minutes, a number of the class so often a
day, whoever types it and whether it exists or not.
"""

from django import forms
from django.core.validators import RegexValidator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from padan.base.clock import now, today
from padan.outcomes.actions.posters import DIGITS, identify
from padan.training.queries.applications import batch_behind
from padan.web.counting import DAY, address_of, count, counted
from padan.web.pages import page

WRONG_OF_ADDRESS = 15
WRONG_OF_NUMBER = 5


class WhoForm(forms.Form):
    number = forms.IntegerField(
        label=_("Your number in the class"),
        min_value=1,
        max_value=9999,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("It stands on the attendance list."),
    )
    digits = forms.CharField(
        label=_("The last 4 digits of your phone number"),
        max_length=DIGITS,
        validators=[RegexValidator(r"^\d{4}$", _("Four digits."))],
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("The number you gave the centre."),
    )


def poster(request, link):
    """Two numbers; then her own page, or one answer for all that does not fit."""
    batch = get_object_or_404(batch_behind(link))
    form, wrong = WhoForm(request.POST or None), False
    wait = counted("poster", address_of(request)) >= WRONG_OF_ADDRESS
    if form.is_valid() and not wait:
        number = f"{batch.code}-{form.cleaned_data['number']}"
        wait = counted("poster-number", number, DAY) >= WRONG_OF_NUMBER
        if not wait:
            to = identify(batch=batch, by=link, at=now(), today=today(), **form.cleaned_data)
            if to:
                return redirect(to)
            wrong = True
            count("poster", address_of(request))
            count("poster-number", number, DAY)
    context = {"batch": batch, "form": form, "wrong": wrong, "wait": wait}
    status = 429 if wait else 422 if request.method == "POST" else 200
    return page(request, "link/poster.html", context, status=status)
