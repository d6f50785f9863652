"""Amounts as people type them. A wage that can be read in several ways is asked about in the form, never guessed."""

from django import forms
from django.utils.translation import gettext as _

from padan.base.readings import Asked, Problem, money, monthly_wage
from padan.web.templatetags.padan import rupiah


class RupiahField(forms.IntegerField):
    """Whole rupiah: ``1500000``, ``1.500.000``, ``Rp 1.500.000,-`` or ``1,5 juta``."""

    widget = forms.TextInput

    def widget_attrs(self, widget):
        return {"inputmode": "text", "autocomplete": "off"}

    def to_python(self, value):
        if isinstance(value, str):
            value = money(value)
        if isinstance(value, Problem):
            raise forms.ValidationError(_("This is no amount in rupiah. Write it such as 1.500.000 or 1,5 juta."))
        return super().to_python(value)


class WageField(forms.CharField):
    """``7500000``, ``Rp 7.500.000`` or ``7,5 juta``; what it means is found by ``AsksWages``."""

    def __init__(self, **more):
        super().__init__(
            max_length=40, required=False, widget=forms.TextInput({"inputmode": "text", "autocomplete": "off"}), **more
        )


class AsksWages(forms.Form):
    """A form with wages: below each that is ambiguous stands a question with every reading."""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.asked = {}
        for name in [name for name, field in self.fields.items() if isinstance(field, WageField)]:
            self.asked[name] = monthly_wage(self.data.get(self.add_prefix(name), "")) if self.is_bound else None
            if isinstance(self.asked[name], Asked):
                self._ask(name, self.asked[name])

    def _ask(self, name, asked):
        choices = [(str(value), _("%(wage)s a month") % {"wage": rupiah(value)}) for value in asked.readings]
        question = forms.ChoiceField(
            label=_("“%(written)s” can be read in several ways. Which do you mean?") % {"written": asked.written},
            choices=[*choices, ("other", _("Something else: I write it anew above"))],
            widget=forms.RadioSelect,
            required=False,
        )
        order = list(self.fields)
        order.insert(order.index(name) + 1, f"{name}_meant")
        self.fields[f"{name}_meant"] = question
        self.order_fields(order)

    def clean(self):
        told = super().clean()
        for name, read in self.asked.items():
            meant = told.pop(f"{name}_meant", "")
            if isinstance(read, Asked) and meant in map(str, read.readings):
                told[name] = int(meant)
            elif isinstance(read, Asked):
                self.add_error(name, _("Is this in millions? Choose below, or write the whole amount."))
            elif isinstance(read, Problem):
                self.add_error(name, _("This is no amount a month. Write it such as 4.500.000 or 4,5 juta."))
            else:
                told[name] = read
        return told
