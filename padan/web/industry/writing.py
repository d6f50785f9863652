"""The form by which an opening is written, on the laptop of a company and on a phone behind a link."""

from collections import Counter

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from padan.openings.actions.writing import LINES, MOST_SEATS, TEXTS
from padan.openings.deadlines import instant_of, local_of
from padan.openings.states import OpeningKind
from padan.reference.queries import region_named, regions
from padan.reference.tongues import Level, Tongue
from padan.web.forms import DayField
from padan.web.wages import AsksWages, WageField

FOR_REPORT = ("education", "experience", "conditions", "karirhub_ref")
FOR_NEWS = ("written_by", "reply_email", "reply_phone")
KKNI = [(number, str(number)) for number in range(1, 10)]


class OpeningForm(AsksWages):
    """What an opening says. Units are chosen beside it; what may be kept is told by the act."""

    title = forms.CharField(label=gettext_lazy("Which work?"), max_length=LINES["title"])
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=OpeningKind.choices, initial=OpeningKind.JOB)
    seats = forms.IntegerField(
        label=gettext_lazy("How many people?"),
        max_value=MOST_SEATS,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    place = forms.CharField(
        label=gettext_lazy("Where is the work?"),
        required=False,
        max_length=LINES["region_written"],
        help_text=gettext_lazy("Regency or city, such as: Kota Bekasi."),
        widget=forms.TextInput({"list": "wilayah"}),
    )
    wage_from_idr = WageField(label=gettext_lazy("Wage a month from (rupiah)"))
    wage_to_idr = WageField(label=gettext_lazy("Wage a month to (rupiah)"))
    starts_on = DayField(label=gettext_lazy("First day of work"), required=False)
    closes_on = DayField(label=gettext_lazy("Open until"), required=False)
    closes_time = forms.TimeField(
        label=gettext_lazy("At what time"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Empty: the last minute of the day."),
    )
    kkni_level = forms.TypedChoiceField(
        label=gettext_lazy("KKNI level"), required=False, coerce=int, empty_value=None, choices=[("", "–"), *KKNI]
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language needed"), required=False, choices=[("", gettext_lazy("none")), *Tongue.choices]
    )
    language_level = forms.TypedChoiceField(
        label=gettext_lazy("How well"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "–"), *Level.choices],
    )
    description = forms.CharField(
        label=gettext_lazy("What is done there"),
        required=False,
        max_length=TEXTS["description"],
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Say what is done, not who somebody is: age, sex, looks and marriage stay out."),
    )
    education = forms.CharField(label=gettext_lazy("Schooling"), required=False, max_length=LINES["education"])
    experience = forms.CharField(
        label=gettext_lazy("Experience"),
        required=False,
        max_length=LINES["experience"],
        help_text=gettext_lazy("Such as: none needed."),
    )
    conditions = forms.CharField(label=gettext_lazy("Other conditions"), required=False, max_length=LINES["conditions"])
    karirhub_ref = forms.CharField(
        label=gettext_lazy("Karirhub reference"), required=False, max_length=LINES["karirhub_ref"]
    )
    written_by = forms.CharField(
        label=gettext_lazy("Your name and position"), required=False, max_length=LINES["written_by"]
    )
    reply_email = forms.EmailField(label=gettext_lazy("E-mail for news"), required=False)
    reply_phone = forms.CharField(
        label=gettext_lazy("WhatsApp for news"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args, owner, **more):
        super().__init__(*args, **more)
        self.owner = owner

    def clean_place(self):
        """The region of that name; a place that no region is called stays as written."""
        written = self.cleaned_data["place"]
        name, _comma, province = written.partition(",")
        self.region = region_named(name, province or None) if name.strip() else None
        return written

    def told(self):
        """What the act takes."""
        told = dict(self.cleaned_data)
        day, time = told.pop("closes_on"), told.pop("closes_time")
        written = told.pop("place")
        region = getattr(self, "region", None)
        return told | {
            "closes_at": instant_of(self.owner, day, time) if day else None,
            "region": region,
            "region_written": written if region is None else region.name,
        }

    def clean(self):
        told = super().clean()
        if told.get("closes_time") and not told.get("closes_on"):
            self.add_error("closes_on", _("Choose the day as well."))
        return told

    @property
    def main(self):
        """The fields everybody answers, with the questions about a wage."""
        return [self[name] for name in self.fields if name not in (*FOR_REPORT, *FOR_NEWS)]

    @property
    def report(self):
        return [self[name] for name in FOR_REPORT]

    @property
    def news(self):
        return [self[name] for name in FOR_NEWS]

    @property
    def report_asks(self):
        return any(self[name].errors for name in FOR_REPORT)


def stands(opening):
    """What an opening says now, as the form shows it."""
    columns = ("title", "kind", "seats", "starts_on", "description", "language", "language_level", "kkni_level",
               *FOR_REPORT, *FOR_NEWS)  # fmt: skip
    told = {name: getattr(opening, name) for name in columns}
    told |= {name: _amount(getattr(opening, name)) for name in ("wage_from_idr", "wage_to_idr")}
    told["place"] = opening.region.name if opening.region else opening.region_written
    if opening.closes_at:
        local, _zone = local_of(opening.owner, opening.closes_at)
        told |= {"closes_on": local.date(), "closes_time": local.time()}
    return told


def from_need(need):
    """What an opening takes from the need it comes from: nothing on the line is typed twice."""
    return {
        "title": need.occupation.title if need.occupation else "",
        "seats": need.head_count,
        "place": need.region.name if need.region else "",
        "wage_from_idr": _amount(need.wage_from_idr),
        "wage_to_idr": _amount(need.wage_to_idr),
        "starts_on": need.due_on,
        "description": need.words,
        "written_by": need.said_by,
        "reply_email": need.reply_email,
    }


def regencies():
    """Names of regencies and cities to choose from while typing; with the province where two have one name."""
    rows = [region for region in regions() if region.parent_id]
    often = Counter(region.name for region in rows)
    return [f"{row.name}, {row.parent.name}" if often[row.name] > 1 else row.name for row in rows]


def _amount(value):
    return f"{value:,}".replace(",", ".") if value else ""
