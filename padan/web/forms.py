"""How forms are drawn, and the fields that several of them have."""

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from padan.base.files import FileRefused, accepted

YEARS = range(1900, 2201)


class Renderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class DayField(forms.DateField):
    """A day in a native input, which speaks ISO whatever the language of the page."""

    def __init__(self, **more):
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **more)

    def validate(self, value):
        super().validate(value)
        if value and value.year not in YEARS:  # a native input takes "24" for the year 24
            raise ValidationError(_("Write the year with four digits, such as 2024."))


class RowField(forms.ModelChoiceField):
    """A choice among rows; while nothing is chosen it says so in words."""

    def __init__(self, queryset, **more):
        super().__init__(queryset, **{"empty_label": _("Choose"), **more})


class RowsField(forms.ModelMultipleChoiceField):
    """Some of several rows; a number larger than any database counts is a choice that is not there."""

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError:
            largest = max(value, key=len)[:40]
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": largest}) from None


class Brought(NamedTuple):
    """A file that may be kept: its content, and how its bringer called it."""

    content: bytes
    name: str


class KeptFileField(forms.FileField):
    """A PDF or picture that may be kept (``base.files.accepted``); a refusal stands at the field."""

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return Brought(accepted(file), file.name)
        except FileRefused as refused:
            raise ValidationError(str(refused)) from None
