"""A graduate's own business: told in under a minute on a phone, by link or account; kept up with one tap."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from padan.base.clock import now, today
from padan.graduates.queries import graduate_behind, graduate_of
from padan.reference.queries import region_named
from padan.ventures.actions import (
    MOST_EMPLOYED,
    close_venture,
    confirm_venture,
    correct_venture,
    end_backing,
    hide_name,
    propose_backer,
    reopen_venture,
    show_name,
    take_proposal_back,
    tell_venture,
)
from padan.ventures.queries import (
    backers_for,
    backers_of_graduate,
    companies_beside,
    courses_for,
    courses_of,
    ventures_of_graduate,
    words_told_of,
)
from padan.ventures.states import (
    BESIDE,
    NAME_NOW,
    NAME_WORDS,
    STANDING,
    WAITING,
    Alive,
    BackerState,
    Backing,
    WhyClosed,
)
from padan.web.acting import done, tried
from padan.web.audience import R, for_roles
from padan.web.forms import DayField, RowsField
from padan.web.industry.writing import regencies
from padan.web.pages import page
from padan.web.tones import tone_of


class CourseField(RowsField):
    def label_from_instance(self, enrolment):
        return f"{enrolment.batch.programme.name} ({enrolment.batch.name})"


class VentureForm(forms.Form):
    """What, where, since when, with whom. Only the first is needed; what is not known stays empty."""

    words = forms.CharField(
        label=gettext_lazy("What does the business do?"),
        max_length=200,
        help_text=gettext_lazy("Such as: home catering, motorcycle repairs, sewing school uniforms."),
    )
    place = forms.CharField(
        label=gettext_lazy("Where?"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Regency or city, such as: Kota Bekasi."),
        widget=forms.TextInput({"list": "wilayah", "autocomplete": "off"}),
    )
    began_on = DayField(
        label=gettext_lazy("Since when?"),
        required=False,
        help_text=gettext_lazy("About will do. Without a day nobody can ask after 6 and 12 months."),
    )
    employs = forms.IntegerField(
        label=gettext_lazy("How many people work there beside the owner?"),
        required=False,
        min_value=0,
        max_value=MOST_EMPLOYED,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=gettext_lazy("0 if nobody."),
    )
    name = forms.CharField(label=gettext_lazy("Name of the business"), required=False, max_length=150)
    nib = forms.CharField(
        label=gettext_lazy("NIB"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("13 digits, on the paper from OSS. Leave it empty if there is none yet."),
    )
    courses = CourseField(
        None, label=gettext_lazy("Which training belongs to it?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, graduate, **more):
        super().__init__(*args, **more)
        self.fields["courses"].queryset = courses_of(graduate)

    def clean_place(self):
        written = self.cleaned_data["place"]
        name, _comma, province = written.partition(",")
        found = region_named(name, province or None) if name.strip() else None
        if written.strip() and found is None:
            raise forms.ValidationError(_("No regency or city has this name. Choose one from the list."))
        return found

    def told(self):
        """What the act takes."""
        told = dict(self.cleaned_data)
        return told | {"region": told.pop("place")}


class RunsForm(forms.Form):
    employs = forms.IntegerField(
        label=gettext_lazy("How many people work there beside the owner?"),
        required=False,
        min_value=0,
        max_value=MOST_EMPLOYED,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


class CloseForm(forms.Form):
    ended_on = DayField(label=gettext_lazy("On which day did it close?"))
    why = forms.ChoiceField(
        label=gettext_lazy("Why did it close?"),
        choices=[("", gettext_lazy("I would rather not say")), *WhyClosed.choices],
        required=False,
    )


class ProposeForm(forms.Form):
    """Which company she asks, for what; and whether it may see her name."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Which company?"))
    kind = forms.ChoiceField(label=gettext_lazy("What shall it be to you?"), choices=Backing.choices)
    words = forms.CharField(
        label=gettext_lazy("What do you ask of it?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("One sentence that the company reads, such as: buy 40 boxes of rice every Friday."),
    )
    since = DayField(label=gettext_lazy("Since when?"))
    shows_name = forms.BooleanField(
        label=gettext_lazy("The company may see my name"), required=False, help_text=NAME_WORDS[NAME_NOW]
    )

    def __init__(self, *args, companies, **more):
        super().__init__(*args, **more)
        known = {str(company.pk): company for company in companies}
        self.fields["organisation"].choices = [("", "---------"), *((pk, one.name) for pk, one in known.items())]
        self.fields["organisation"].coerce = known.get


def stands(venture, courses):
    """What is told of a business, as the form shows it."""
    told = {name: getattr(venture, name) for name in ("words", "name", "nib", "began_on", "employs")}
    return told | {"place": venture.region.name if venture.region else "", "courses": [one.pk for one in courses]}


def checks_told(venture):
    """(check, what is known of it, its tone) for each month whose day has come; the checks come along."""
    known = {True: Alive.ALIVE, False: Alive.CLOSED, None: Alive.UNKNOWN}
    return [(check, known[check.alive], tone_of(known[check.alive])) for check in venture.checks.all()]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.GRADUATE)
def own(request):
    """Her page by account."""
    found = graduate_of(request.viewer.person_id)
    if found is None:
        raise Http404
    return answer(request, found, by=request.user, template="graduate/business.html")


def by_link(request, link):
    """Her page by link."""
    found = get_object_or_404(graduate_behind(link))
    return answer(request, found, by=link, template="link/business.html")


def answer(request, graduate, *, by, template):
    """The page, or what came of one of its buttons."""
    ventures = list(ventures_of_graduate(graduate))
    told, said = courses_for(ventures), {"by": by, "at": now(), "today": today()}
    do, tries, form = "", None, None
    if request.method == "POST":
        do = request.POST.get("do", "")
        tries = next((one for one in ventures if one.code == request.POST.get("venture")), None)
        if do not in BUTTONS or (tries is None) != (do == "tell"):
            raise BadRequest
        form, thanks = BUTTONS[do](request, graduate, tries, said)
        if thanks:
            messages.success(request, thanks)
        if form is None:
            return redirect(request.path)
    beside, companies = backers_for(ventures), list(companies_beside(graduate))
    context = {
        "graduate": graduate,
        "ventures": [
            _row(
                one,
                graduate,
                told.get(one.pk, []),
                beside.get(one.pk, []),
                companies,
                {do: form} if one is tries else {},
            )
            for one in ventures
        ],
        "new": form if do == "tell" else VentureForm(graduate=graduate, initial={"words": words_told_of(graduate)}),
        "telling": do == "tell",
        "regencies": regencies(),
    }
    return page(request, template, context, status=422 if do else 200)


def _row(venture, graduate, courses, backers, companies, posted):
    """One business as the page shows it; ``posted`` holds the form of a button that was refused."""
    mark = venture.code
    edit = posted.get("edit") or VentureForm(
        graduate=graduate, initial=stands(venture, courses), auto_id=f"e_{mark}_%s"
    )
    runs = posted.get("runs") or RunsForm(initial={"employs": venture.employs}, auto_id=f"r_{mark}_%s")
    return {
        "venture": venture,
        "state": venture.state,
        "tone": tone_of(venture.state),
        "waits": not venture.ended_on and any(check.alive is None for check in venture.checks.all()),
        "checks": checks_told(venture),
        "backers": [_backer_row(row) for row in backers],
        "propose": posted.get("back")
        or ProposeForm(companies=companies, initial={"since": today()}, auto_id=f"b_{mark}_%s"),
        "runs": runs,
        "close": posted.get("close") or CloseForm(auto_id=f"c_{mark}_%s"),
        "edit": edit,
        "seen": getattr(edit, "stands", None) or venture.revision,
        "opens": next(iter(posted), ""),
    }


def _backer_row(backer):
    """One company as she sees it, with what she may do about it."""
    state = BackerState(backer.state)
    return {
        "backer": backer,
        "state": state,
        "tone": tone_of(state),
        "may_leave": state in BESIDE,
        "may_drop": state in WAITING,
        "may_show": state in STANDING and not backer.shows,
    }


def _tell(request, graduate, _venture, said):
    form = VentureForm(request.POST, graduate=graduate)
    if form.is_valid() and done(form, tell_venture, graduate=graduate, **form.told(), **said):
        return None, _("Noted. Thank you.")
    return form, ""


def _edit(request, graduate, venture, said):
    form = VentureForm(request.POST, graduate=graduate, auto_id=f"e_{venture.code}_%s")
    seen = request.POST.get("seen", "")
    seen = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
    if form.is_valid() and done(form, correct_venture, venture=venture, seen=seen, **form.told(), **said):
        return None, _("Corrected.")
    return form, ""


def _runs(request, _graduate, venture, said):
    form = RunsForm(request.POST, auto_id=f"r_{venture.code}_%s")
    if form.is_valid() and done(form, confirm_venture, venture=venture, **form.cleaned_data, **said):
        return None, _("Noted: it still runs. Good to hear.")
    return form, ""


def _close(request, _graduate, venture, said):
    form = CloseForm(request.POST, auto_id=f"c_{venture.code}_%s")
    if form.is_valid() and done(form, close_venture, venture=venture, **form.cleaned_data, **said):
        return None, _("Noted. What you learned by it stays yours.")
    return form, ""


def _reopen(request, _graduate, venture, said):
    tried(request, _("Noted: it runs after all."), reopen_venture, venture=venture, **said)
    return None, ""


def _leave(request, graduate, venture, said):
    backer = _one(request, graduate, venture)
    tried(request, _("Noted. The company stands by it no longer."), end_backing, backer=backer, until=today(), **said)
    return None, ""


def _back(request, graduate, venture, said):
    form = ProposeForm(request.POST, companies=companies_beside(graduate), auto_id=f"b_{venture.code}_%s")
    if form.is_valid() and done(form, propose_backer, venture=venture, **form.cleaned_data, **said):
        return None, _("Noted. It counts once the company says yes; until then it stands here as waiting.")
    return form, ""


def _drop(request, graduate, venture, said):
    return _tap(request, graduate, venture, said, take_proposal_back, _("Taken back. The company need not answer."))


def _show(request, graduate, venture, said):
    return _tap(request, graduate, venture, said, show_name, _("The company sees your name."))


def _hide(request, graduate, venture, said):
    return _tap(request, graduate, venture, said, hide_name, _("Your name is hidden from the company again."))


def _tap(request, graduate, venture, said, act, thanks):
    """One tap about one company of hers."""
    tried(request, thanks, act, backer=_one(request, graduate, venture), by=said["by"], at=said["at"])
    return None, ""


def _one(request, graduate, venture):
    rows = backers_of_graduate(graduate).filter(venture=venture)
    return get_object_or_404(rows, code=request.POST.get("backer", ""))


BUTTONS = {
    "tell": _tell,
    "edit": _edit,
    "runs": _runs,
    "close": _close,
    "reopen": _reopen,
    "back": _back,
    "drop": _drop,
    "leave": _leave,
    "show": _show,
    "hide": _hide,
}
"""What each button of the page does: the form to show again, or None and a word of thanks."""
