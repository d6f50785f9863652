"""A company says what it needs on a phone, and later sees what became of it. No account."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.base.whatsapp import whatsapp_link
from padan.needs.actions import MOST_PEOPLE, follow_link, need_nobody, register_need
from padan.needs.queries import need_behind, needs_said_by, place_behind
from padan.needs.states import Strength
from padan.organisations.queries import company_behind
from padan.reference.queries import region_named
from padan.web.answers import answers_of, news_context
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.wages import AsksWages, WageField

MOST_SHOWN = 100  # requests of one company on one page


class NeedForm(AsksWages):
    """Eight fields, three of them asked; under two minutes on a phone."""

    words = forms.CharField(
        label=_("Whom do you need? Say it in your own words."),
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Such as: 24 welders for plates, who read a WPS. Skills, hours and site help us."),
    )
    head_count = forms.IntegerField(
        label=_("How many people?"),
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    due_on = DayField(label=_("By when?"), required=False)
    place = forms.CharField(
        label=_("Where will they work?"),
        required=False,
        max_length=100,
        help_text=_("Regency or city, such as: Kota Bekasi."),
    )
    wage_from_idr = WageField(label=_("Wage a month from (rupiah)"))
    wage_to_idr = WageField(label=_("Wage a month to (rupiah)"))
    said_by = forms.CharField(label=_("Your name and position"), max_length=200)
    reply_email = forms.EmailField(label=_("E-mail for the answer"), required=False)

    def clean_place(self):
        """A place that no region is called stays in the words; nothing is guessed."""
        self.region = region_named(self.cleaned_data["place"]) if self.cleaned_data["place"] else None
        return self.cleaned_data["place"]

    def told(self):
        """What the act takes."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "place"}
        if self.cleaned_data["place"] and not self.region:
            told["words"] = f"{told['words']}\n{self.cleaned_data['place']}"
        return told | {"region": self.region}


class NeedOfOthersForm(NeedForm):
    """As on the company's own link, written down by somebody who asked: with the day, and how firmly it was said."""

    said_on = DayField(label=_("Said on"))
    strength = forms.ChoiceField(label=_("How firmly"), choices=Strength.choices)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["words"].label = _("Whom does the company need? In its own words.")
        self.fields["said_by"].label = _("Who says it? Name and position")


def say(request, link):
    """The company says what it needs; then stands before the page that will show the answer."""
    company = get_object_or_404(company_behind(link))
    form = NeedForm(request.POST or None, initial={"said_by": "" if link.recipient == company.name else link.recipient})
    if request.method == "POST" and form.is_valid():
        try:
            need = register_need(
                company=company, said_on=today(), strength=Strength.SURVEY, by=link, at=now(), **form.told()
            )
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            _link, address = follow_link(need=need, by=link, at=now())
            return redirect(address)
    status = 422 if request.method == "POST" else 200
    return page(request, "link/needs/say.html", {"company": company, "form": form}, status=status)


def follow(request, link):
    """What became of a need: answered or waiting until when, its classes, where people are, and why not all came."""
    need = get_object_or_404(need_behind(link))
    context = news_context(need, today()) | {
        "by_link": True,
        "whatsapp": whatsapp_link(request.build_absolute_uri()),
    }
    return page(request, "link/needs/follow.html", context)


def requests(request, link):
    """Everything a company asked for, on one page."""
    company = get_object_or_404(company_behind(link))
    needs = needs_said_by([company])[:MOST_SHOWN]
    context = {"company": company, "rows": [(answer, "") for answer in answers_of(needs, today())]}
    return page(request, "link/needs/requests.html", context)


def answer_survey(request, link):
    """A company answers the forum's survey: what it needs, or that it needs nobody."""
    place = get_object_or_404(place_behind(link))
    form = NeedForm(request.POST or None, initial={"said_by": place.recipient, "reply_email": place.email})
    if request.method == "POST" and request.POST.get("nobody"):
        need_nobody(place=place, by=link, at=now())
        return redirect(request.get_full_path())
    if request.method == "POST" and form.is_valid():
        try:
            need = register_need(
                company=place.company,
                place=place,
                said_on=today(),
                strength=Strength.SURVEY,
                by=link,
                at=now(),
                **form.told(),
            )
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            _link, address = follow_link(need=need, by=link, at=now())
            return redirect(address)
    context = {"place": place, "company": place.company, "form": form, "closed": today() > place.survey.closes_on}
    context["needs"] = place.needs.order_by("pk")
    return page(request, "link/needs/survey.html", context, status=422 if request.method == "POST" else 200)
