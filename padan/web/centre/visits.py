"""A need said on a visit, written on a phone: kept on the device while there is no connection, sent once."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from padan.base.clock import now, today
from padan.needs.actions import record_visit
from padan.needs.queries import companies_to_visit, forums_to_visit
from padan.needs.states import Strength
from padan.web.acting import done
from padan.web.audience import R, for_roles
from padan.web.forms import DayField
from padan.web.link.needs import NeedOfOthersForm
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal

MOST_NAMES = 500  # companies offered by name; any other of the forum is found by its exact name


class VisitedForm(NeedOfOthersForm):
    """As on the company's own link, with the company, the day, and a reference that the device draws."""

    ref = forms.RegexField(r"^[0-9a-zA-Z-]{8,60}$", widget=forms.HiddenInput)
    company = forms.CharField(
        label=_("Company"), max_length=200, widget=forms.TextInput({"list": "companies", "autocomplete": "off"})
    )
    is_new = forms.BooleanField(label=_("It is new: open it under this name"), required=False)
    forum = forms.TypedChoiceField(
        label=_("Forum of the new company"), coerce=int, empty_value=None, required=False, choices=()
    )
    said_on = DayField(label=_("Day of the visit"))
    field_order = ("ref", "company", "is_new", "forum", "words", "head_count", "due_on", "place")

    def __init__(self, *args, forums, **more):
        super().__init__(*args, **more)
        self.only = forums[0].pk if len(forums) == 1 else None
        if len(forums) > 1:
            self.fields["forum"].choices = [("", "–"), *((one.pk, one.name) for one in forums)]
        else:
            del self.fields["forum"]
        self.fields["said_by"].label = _("Whom did you meet? Name and position")

    def visited(self):
        """What the act takes."""
        told = self.told()
        return {
            "company_name": told.pop("company"),
            "may_open": told.pop("is_new"),
            "forum_id": told.pop("forum", self.only),
            "external_ref": f"kunjungan:{told.pop('ref')}",
            **told,
        }


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT, R.CENTRE_OFFICER, R.INSTRUCTOR)
def visits(request):
    """Write down what a company said on a visit; asked for JSON, the answer is told as such."""
    by_script = request.headers.get("Accept") == "application/json"
    initial = {"said_on": today(), "ref": uuid4(), "strength": Strength.SURVEY}
    form = VisitedForm(request.POST or None, initial=initial, forums=list(forums_to_visit(request.viewer)))
    if form.is_valid():
        need = done(form, record_visit, by=request.user, at=now(), **form.visited())
        if need:
            told = {"company": need.company.name, "day": tanggal(need.answer_due_on)}
            said = gettext("%(company)s is written down. The forum answers by %(day)s.") % told
            if by_script:
                return JsonResponse({"said": said})
            messages.success(request, said)
            return redirect("visits")
    if by_script and request.method == "POST":
        told = [f"{form.fields[name].label}: {' '.join(errors)}" if name in form.fields else " ".join(errors)
                for name, errors in form.errors.items()]  # fmt: skip
        return JsonResponse({"errors": told}, status=422)
    context = {"form": form, "companies": companies_to_visit(request.viewer)[:MOST_NAMES]}
    return page(request, "centre/visits.html", context, status=422 if request.method == "POST" else 200)
