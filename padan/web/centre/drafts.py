"""Writing a draft: what it says of itself, its units with hours, the syllabus of a unit; brought in from CASE.

Whoever saves second sees both texts, and keeps hers.
"""

import re
import tempfile
from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.curricula.actions.exchange import import_version
from padan.curricula.actions.units import MOST_ROWS, UnitGone, add_unit, arrange_units, drop_unit, write_syllabus
from padan.curricula.actions.versions import edit_version
from padan.curricula.case import MOST_BYTES, CaseRefused, codes_in, from_sheets, parsed, read_package
from padan.curricula.checking import faults_of
from padan.curricula.comparing import COLUMNS, TOLD
from padan.curricula.permissions import may_write_curricula
from padan.curricula.queries.programmes import programmes_of
from padan.curricula.queries.versions import (
    occupation_named,
    rows_of_standard,
    taught_in,
    taught_open_to,
    units_of_codes,
    whole_of,
)
from padan.curricula.states import MOST_HOURS, Basis, VersionState
from padan.intake.reading.errors import Unreadable
from padan.intake.reading.files import sheets_of
from padan.organisations.actions import EditedMeanwhile, FieldRefused
from padan.reference.queries import codes_holding
from padan.reference.queries import units as all_units
from padan.web.acting import done, tried
from padan.web.audience import CENTRE, for_roles
from padan.web.centre.curricula import own_version, whole_number
from padan.web.pages import page
from padan.web.secretariat.coding import found_by_hand

FREE_ROWS = 2
MOST_MEANT = 6
HOURS = {"min_value": 1, "max_value": MOST_HOURS}


class VersionForm(forms.Form):
    """What a version says of itself."""

    official_code = forms.CharField(label=_("Programme code"), max_length=40, required=False)
    basis = forms.ChoiceField(label=_("Built from"), choices=[("", _("Not said yet")), *Basis.choices], required=False)
    kkni_level = forms.IntegerField(label=_("KKNI level"), min_value=1, max_value=9, required=False)
    occupation = forms.CharField(
        label=_("Occupation (KBJI)"), max_length=300, required=False, help_text=_("Its code, or words: “welder”.")
    )
    hours = forms.IntegerField(label=_("Hours in all (JP)"), required=False, **HOURS)
    objective = forms.CharField(
        label=_("Objective"), widget=forms.Textarea({"rows": 4}), required=False, max_length=20_000,
        help_text=_("What can somebody do who finishes?"),
    )  # fmt: skip
    entry_requirements = forms.CharField(
        label=_("Entry requirements"), widget=forms.Textarea({"rows": 4}), required=False, max_length=20_000,
        help_text=_("What the work needs of a beginner. Age and sex never stand here."),
    )  # fmt: skip
    method = forms.CharField(label=_("Method"), widget=forms.Textarea({"rows": 3}), required=False, max_length=20_000)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, occupation=None, **more):
        super().__init__(*args, **more)
        self.occupation, self.meant = occupation, []

    def clean_occupation(self):
        """The code at the beginning of what was typed; what stood there stays, of whichever edition it is.

        Words choose nothing: what they may mean (``meant``) is offered to choose from.
        """
        written = self.cleaned_data["occupation"].strip()
        if written == str(self.occupation or ""):
            return self.occupation
        found = occupation_named(written)
        if written and found is None:
            self.meant = found_by_hand(written, jobs=True)[:MOST_MEANT]
            if self.meant:
                raise forms.ValidationError(gettext("Which occupation do you mean? Choose one of those below."))
            raise forms.ValidationError(gettext("No loaded list has an occupation of this code or these words."))
        return found


def _shown(value):
    return "" if value is None else str(value)


def _as_typed(version):
    return {name: getattr(version, name) for name in TOLD if name != "occupation"} | {
        "occupation": str(version.occupation or ""),
        "revision": version.revision,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CENTRE)
def text(request, code):
    """What a draft says of itself."""
    found = own_version(request, code)
    if found.state != VersionState.DRAFT:
        return _frozen(request, found)
    form = VersionForm(request.POST or None, initial=_as_typed(found), occupation=found.occupation)
    context = {"version": found, "form": form, "differs": ()}
    if form.is_valid():
        if done(form, edit_version, version=found, by=request.user, at=now(), **form.cleaned_data):
            messages.success(request, gettext("Saved."))
            return redirect("version-detail", code)
        if stands := getattr(form, "stands", None):
            form.data = form.data.copy()
            form.data["revision"] = str(stands.revision)
            there = _as_typed(stands)
            context["differs"] = [
                (form.fields[name].label, _shown(form.cleaned_data[name]), _shown(there[name]))
                for name in form.fields
                if name != "revision" and _shown(form.cleaned_data[name]) != _shown(there[name])
            ]
    return page(request, "centre/curricula/text.html", context, status=422 if request.method == "POST" else 200)


def _frozen(request, found):
    messages.info(
        request,
        gettext("This version is “%(state)s”: its text stands. Send it back to a draft, or begin the next version.")
        % {"state": found.get_state_display()},
    )
    return redirect("version-detail", found.code)


class UnitsForm(forms.Form):
    """Place and hours of every unit; a form of its own size."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, units, **more):
        super().__init__(*args, **more)
        self.units = units
        numeric = {"inputmode": "numeric", "size": 5}
        for at, taught in enumerate(units, start=1):
            label = {"unit": taught.unit.code}
            self.fields[f"place-{taught.pk}"] = forms.IntegerField(
                label=_("Place of %(unit)s") % label, initial=at, min_value=0, max_value=9_999,
                widget=forms.TextInput(numeric),
            )  # fmt: skip
            self.fields[f"hours-{taught.pk}"] = forms.IntegerField(
                label=_("Hours (JP) of %(unit)s") % label, initial=taught.hours, required=False,
                widget=forms.TextInput(numeric), **HOURS,
            )  # fmt: skip

    @property
    def lines(self):
        """(taught unit, its field of place, its field of hours) in order."""
        return [(taught, self[f"place-{taught.pk}"], self[f"hours-{taught.pk}"]) for taught in self.units]

    def rows(self):
        """What the act takes."""
        told = self.cleaned_data
        return [(taught.pk, told[f"place-{taught.pk}"], told[f"hours-{taught.pk}"]) for taught in self.units]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CENTRE)
def units(request, code):
    """The units of a draft: found and added, put in order, given hours, dropped."""
    found = own_version(request, code)
    if found.state != VersionState.DRAFT:
        return _frozen(request, found)
    if request.method != "POST":
        return _units_page(request, found)
    do = request.POST.get("do", "arrange")
    if do.startswith("drop-"):
        return _drop(request, found, do.removeprefix("drop-"))
    if do == "add":
        return _add(request, found)
    return _arrange(request, found)


def _units_page(request, found, form=None, status=200, **more):
    asked = request.GET.get("cari", "").strip()[:100]
    current = list(taught_in(found))
    there = {taught.unit.code for taught in current}
    context = {
        "version": found,
        "form": form or UnitsForm(units=current, initial={"revision": found.revision}),
        "faults": [fault for fault in faults_of(whole_of(found)) if fault.hours],
        "total": sum(taught.hours or 0 for taught in current),
        "asked": asked,
        "differs": (),
        "found": [(unit, unit.code in there) for unit in codes_holding(all_units(), asked)],
        **more,
    }
    return page(request, "centre/curricula/units.html", context, status=status)


def _arrange(request, found):
    """Place and hours as typed; where somebody was faster, both stand side by side and hers stay in the fields."""
    current = list(taught_in(found))
    data = request.POST.copy()
    seen = {int(pk) for pk in re.findall(r"place-(\d{1,18})", " ".join(data))}
    for at, taught in enumerate(current, start=1):  # units that somebody added meanwhile
        if taught.pk not in seen:
            data[f"place-{taught.pk}"], data[f"hours-{taught.pk}"] = str(at), str(taught.hours or "")
    form = UnitsForm(data, units=current)
    if form.is_valid():
        told = {"version": found, "rows": form.rows(), "revision": form.cleaned_data["revision"]}
        if done(form, arrange_units, by=request.user, at=now(), **told):
            messages.success(request, gettext("Saved."))
            return redirect("version-units", found.code)
    more = {}
    if stands := getattr(form, "stands", None):
        form.data["revision"] = str(stands.revision)
        more["differs"] = [
            (taught.unit, f"{place}. {hours or '–'} JP", f"{at}. {taught.hours or '–'} JP")
            for at, (taught, (_pk, place, hours)) in enumerate(zip(current, form.rows(), strict=True), start=1)
            if (place, hours) != (at, taught.hours)
        ]
    return _units_page(request, found, form, 422, **more)


def _add(request, found):
    unit = get_object_or_404(all_units(), pk=whole_number(request.POST.get("unit")))
    said = gettext("%(unit)s is added.") % {"unit": unit}
    tried(request, said, add_unit, version=found, unit=unit, by=request.user, at=now())
    return redirect("version-units", found.code)


def _drop(request, found, wanted):
    pk, _dash, revision = wanted.partition("-")
    taught = get_object_or_404(taught_in(found), pk=whole_number(pk))
    said = gettext("%(unit)s is dropped from the draft.") % {"unit": taught.unit}
    told = {"taught": taught, "revision": whole_number(revision), "by": request.user, "at": now()}
    try:
        drop_unit(**told)
    except EditedMeanwhile:
        said = gettext("Somebody wrote in the syllabus of this unit meanwhile. Look at it, then drop it.")
        messages.error(request, said)
        return redirect("version-unit", taught.pk)
    except ActionDenied as denied:
        messages.error(request, str(denied))
    else:
        messages.success(request, said)
    return redirect("version-units", found.code)


def _area(rows):
    return forms.Textarea({"rows": rows})


class RowForm(forms.Form):
    """One element of the syllabus."""

    element = forms.CharField(label=_("Element"), required=False, widget=_area(2), max_length=20_000)
    criteria = forms.CharField(label=_("Performance criteria (KUK), one a line"), required=False, widget=_area(4))
    indicators = forms.CharField(label=_("Indicators (IUK), one a line"), required=False, widget=_area(4))
    knowledge = forms.CharField(label=_("Knowledge"), required=False, widget=_area(3))
    practice = forms.CharField(label=_("Practice"), required=False, widget=_area(3))
    attitude = forms.CharField(label=_("Attitude"), required=False, widget=_area(2))
    hours = forms.IntegerField(label=_("Hours (JP)"), required=False, **HOURS)


class RowsInOrder(forms.BaseFormSet):
    """Elements, each with its place among them."""

    @classmethod
    def get_ordering_widget(cls):
        return forms.TextInput({"inputmode": "numeric", "size": 5})

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Number in order")


Rows = forms.formset_factory(
    RowForm, RowsInOrder, extra=FREE_ROWS, can_order=True, max_num=MOST_ROWS + FREE_ROWS,
    absolute_max=MOST_ROWS + FREE_ROWS, validate_max=True,
)  # fmt: skip


class RevisionForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CENTRE)
def syllabus(request, number):
    """The syllabus of one unit. An emptied row goes, numbers put the rest in order; two more stand free at the end."""
    taught = get_object_or_404(taught_open_to(request.viewer), pk=whole_number(number))
    found = own_version(request, taught.version.code)
    if found.state != VersionState.DRAFT:
        return _frozen(request, found)
    if request.method != "POST":
        return _syllabus_to_write(request, found, taught)
    forms_, marks = Rows(request.POST), RevisionForm(request.POST)
    refusal, stands, there = "", None, None
    if forms_.is_valid() and marks.is_valid():
        ordered = forms_.ordered_forms
        rows = [form.cleaned_data for form in ordered]
        revision = marks.cleaned_data["revision"]
        try:
            write_syllabus(taught=taught, revision=revision, rows=rows, by=request.user, at=now())
        except EditedMeanwhile as faster:
            refusal, stands = str(faster), faster.stands
            there = list(taught.rows.order_by("order"))
        except FieldRefused as refused:
            refusal = str(refused)
            name, _dash, at = refused.field.rpartition("-")
            if name in COLUMNS and whole_number(at):
                ordered[whole_number(at) - 1].add_error(name, str(refused))
        except UnitGone as gone:
            refusal = str(gone)
        except ActionDenied as denied:
            refusal = str(denied)
        else:
            messages.success(request, gettext("The syllabus is saved."))
            return redirect("version-unit", taught.pk)
    revision = stands.revision if stands else marks.data.get("revision", "")
    return _syllabus_page(request, found, taught, forms_, revision, refusal=refusal, stands=there, status=422)


def _syllabus_to_write(request, found, taught):
    """The syllabus as it stands; where it is empty, what the standard or the file of an import may begin it with."""
    stand = list(taught.rows.order_by("order").values(*COLUMNS))
    standard = [] if stand else rows_of_standard(taught.unit)
    kept = [] if stand else [{"n": at, **one} for at, one in enumerate(found.unread) if one.get("rows")]
    begun = {"standar": standard} | {f"berkas-{one['n']}": one["rows"] for one in kept}
    taken = begun.get(request.GET.get("isi"), [])
    more = {"prefilled": len(taken)} if taken else {"offers": len(standard), "kept": kept}
    return _syllabus_page(request, found, taught, Rows(initial=stand or taken), taught.revision, **more)


def _syllabus_page(request, found, taught, rows, revision, *, status=200, **more):
    neighbours = list(taught_in(found))
    at = [one.pk for one in neighbours].index(taught.pk)
    context = {
        "version": found,
        "taught": taught,
        "rows": rows,
        "revision": revision,
        "following": neighbours[at + 1] if at + 1 < len(neighbours) else None,
        "faults": [fault for fault in faults_of(whole_of(found)) if fault.taught and fault.taught.pk == taught.pk],
        **more,
    }
    return page(request, "centre/curricula/syllabus.html", context, status=status)


class CaseForm(forms.Form):
    file = forms.FileField(
        label=_("CASE file"),
        help_text=_("A CASE 1.0 package as JSON, or the CASE spreadsheet (XLSX); at most 20 MB."),
        widget=forms.ClearableFileInput({"accept": ".json,.xlsx,application/json"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CENTRE)
def bring_in(request, code):
    """A draft from a CASE file. What could not be read is listed beside it; a broken file is refused in words."""
    programme = get_object_or_404(programmes_of(request.viewer), code=code)
    if not may_write_curricula(request.viewer, programme.centre):
        raise Http404
    form = CaseForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        reading = done(form, _reading, file=file)
        told = {"programme": programme, "reading": reading, "source": file.name[:100], "by": request.user, "at": now()}
        if reading and (found := done(form, import_version, **told)):
            unread = len(found.unread)
            said = ngettext(
                "The draft holds what could be read. %(n)s thing could not be read.",
                "The draft holds what could be read. %(n)s things could not be read.",
                unread,
            )
            messages.success(request, said % {"n": unread})
            return redirect("version-detail", found.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "centre/curricula/import.html", {"programme": programme, "form": form}, status=status)


def _reading(*, file):
    content = file.read(MOST_BYTES + 1)
    if not content.startswith(b"PK\x03\x04"):
        return _read(parsed(content))
    if len(content) > MOST_BYTES:
        raise CaseRefused(gettext("The file is larger than %(mb)s MB.") % {"mb": MOST_BYTES // 2**20})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.xlsx"
        path.write_bytes(content)
        try:
            sheets = {
                sheet.name: [row for block in sheet.blocks for row in block][:20_000]
                for sheet in sheets_of(path, "case.xlsx")
            }
        except Unreadable as broken:
            raise CaseRefused(str(broken)) from None
    return _read(from_sheets(sheets))


def _read(package):
    return read_package(package, known=units_of_codes(codes_in(package)).keys())
