"""The work a graduate looks for: one short page for a cheap phone, by link or account. It is hers."""

import json
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from padan.base.clock import business_now, now, today
from padan.figures.export import write_xlsx
from padan.graduates.actions import confirm_seeking, keep_seeking, pause_seeking
from padan.graduates.queries import (
    graduate_behind,
    graduate_of,
    is_old,
    languages_of,
    public_profile_of,
    regions_around,
    seeking_of,
    units_held_by,
)
from padan.matching.queries.invitations import consents_of
from padan.openings.queries import units_with_ids
from padan.reference.queries import region_named, regions
from padan.reference.tongues import Level, Tongue
from padan.trail.actions import record
from padan.web.acting import done, tried
from padan.web.audience import R, for_roles
from padan.web.forms import DayField, RowsField
from padan.web.industry.writing import regencies
from padan.web.pages import page
from padan.web.wages import AsksWages, WageField

PAUSES = (
    ("", gettext_lazy("I say so myself")),
    ("30", gettext_lazy("in a month")),
    ("90", gettext_lazy("in three months")),
)
MOST_CONSENTS = 20
FEW = 2  # languages asked on the page, or as many as she speaks


class SeekingForm(AsksWages):
    """Where, from when, for how much, in which languages. Nothing here asks for age, sex or family."""

    home = forms.CharField(
        label=gettext_lazy("Where do you live?"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Regency or city. Companies see this, no address."),
        widget=forms.TextInput({"list": "wilayah", "autocomplete": "off"}),
    )
    regions = RowsField(
        None, label=gettext_lazy("Where would you work?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    farther = RowsField(
        None,
        label=gettext_lazy("Anywhere in a province"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    earliest_on = DayField(label=gettext_lazy("From when?"), required=False, help_text=gettext_lazy("Empty: at once."))
    lowest_wage_idr = WageField(
        label=gettext_lazy("Lowest wage a month (rupiah)"),
        help_text=gettext_lazy(
            "Companies do not see it. Openings below it, or without a wage, are not shown as fitting. Empty: any wage."
        ),
    )

    def __init__(self, *args, home, stood, spoken, **more):
        super().__init__(*args, **more)
        near, provinces = regions_around(home)
        have = {region.pk for region in (*near, *provinces)}
        near += [region for region in stood if region.pk not in have]
        for name, some in (("regions", near), ("farther", provinces)):
            field = self.fields[name]
            field.queryset = regions().filter(pk__in=[region.pk for region in some])
            field.widget.choices = field.choices = [(region.pk, region.name) for region in some]
        self.asks = range(max(FEW, len(spoken)))
        for number in self.asks:
            language, level = spoken[number] if number < len(spoken) else ("", None)
            self.fields[f"language_{number}"] = forms.ChoiceField(
                label=_("Language"), required=False, choices=[("", "–"), *Tongue.choices], initial=language
            )
            self.fields[f"level_{number}"] = forms.TypedChoiceField(
                label=_("How well"), required=False, coerce=int, empty_value=None, choices=[("", "–"), *Level.choices],
                initial=level,
            )  # fmt: skip

    def clean_home(self):
        written = self.cleaned_data["home"]
        name, _comma, province = written.partition(",")
        found = region_named(name, province or None) if name.strip() else None
        if written.strip() and found is None:
            raise forms.ValidationError(_("No regency or city has this name. Choose one from the list."))
        return found

    def clean(self):
        told = super().clean()
        told["languages"] = {}
        for number in self.asks:
            language, level = told.pop(f"language_{number}", ""), told.pop(f"level_{number}", None)
            if bool(language) != bool(level):
                self.add_error(f"level_{number}", _("Say the language and how well you speak it, or neither."))
            elif language:
                told["languages"][language] = level
        return told

    def told(self):
        """What the act takes."""
        told = dict(self.cleaned_data)
        told["regions"] = [*told["regions"], *told.pop("farther")]
        return told

    @property
    def languages(self):
        return [(self[f"language_{number}"], self[f"level_{number}"]) for number in self.asks]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.GRADUATE)
def own(request):
    """Her page by account."""
    found = graduate_of(request.viewer.person_id)
    if found is None:
        raise Http404
    return answer(request, found, by=request.user, template="graduate/seeking.html")


def by_link(request, link):
    """Her page by link."""
    found = get_object_or_404(graduate_behind(link))
    return answer(request, found, by=link, template="link/seeking.html")


def answer(request, graduate, *, by, template):
    """The page, or what came of one of its buttons."""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == "confirm":
        tried(request, _("Noted: it still holds."), confirm_seeking, graduate=graduate, by=by, at=business_now())
        return redirect(request.path)
    if do == "pause":
        days = request.POST.get("again", "")
        again = today() + timedelta(days=int(days)) if days in dict(PAUSES) and days else None
        said = _("Noted: you do not look for work now. What you said is kept.")
        tried(
            request, said, pause_seeking, graduate=graduate, ask_again_on=again, by=by, at=business_now(), today=today()
        )
        return redirect(request.path)
    if do in ("json", "xlsx"):
        return _export(graduate, do, by)
    if do not in ("", "keep", "near"):
        raise BadRequest
    seeking = seeking_of(graduate)
    form = _form(request, graduate, seeking, near_only=do == "near")
    if do == "keep" and form.is_valid():
        seen = request.POST.get("seen", "")
        seen = int(seen) if seen.isdigit() and len(seen) < 9 else None
        kept = done(
            form, keep_seeking, graduate=graduate, seen=seen, by=by, at=business_now(), today=today(), **form.told()
        )
        if kept:
            messages.success(request, _("Kept. Companies see only what stands under “What companies see”."))
            return redirect(request.path)
    return page(request, template, _context(graduate, seeking, form), status=422 if do == "keep" else 200)


def _form(request, graduate, seeking, *, near_only):
    """The form as she last said it, around the place she named; asking for places near keeps what she typed."""
    stood = [row.region for row in seeking.regions.all()] if seeking else []
    written = request.POST.get("home", "")[:150]
    name, _comma, province = written.partition(",")
    home = (region_named(name, province or None) if name.strip() else None) or (
        seeking.home if seeking and seeking.home else graduate.centre.region
    )
    spoken = sorted(languages_of(graduate).items())
    told = {"home": home.name if home else ""}
    if seeking:
        chosen = [region.pk for region in stood]
        told |= {"regions": chosen, "farther": chosen, "earliest_on": seeking.earliest_on}
        if seeking.lowest_wage_idr:
            told["lowest_wage_idr"] = f"{seeking.lowest_wage_idr:,}".replace(",", ".")
    if near_only:
        names = ("earliest_on", "lowest_wage_idr")
        told |= {name: request.POST[name] for name in names if request.POST.get(name)}
        told["regions"] = told["farther"] = request.POST.getlist("regions") + request.POST.getlist("farther")
    data = request.POST if request.method == "POST" and not near_only else None
    return SeekingForm(data, home=home, stood=stood, spoken=spoken, initial=told)


def _context(graduate, seeking, form):
    languages = languages_of(graduate)
    units = list(units_with_ids(units_held_by([graduate])[graduate.pk]))
    return {
        "graduate": graduate,
        "seeking": seeking,
        "old": bool(seeking and is_old(seeking, business_now())),
        "form": form,
        "seen": getattr(form, "stands", None) or (seeking.revision if seeking else ""),
        "regencies": regencies(),
        "pauses": PAUSES,
        "units": units,
        "consents": list(consents_of(graduate)[:MOST_CONSENTS]),
        "profile": public_profile_of(graduate, seeking, len(units), languages),
    }


def seeking_rows(graduate) -> dict[str, list[dict]]:
    """What is kept about the work she looks for, in plain values, for her to take along."""
    seeking = seeking_of(graduate)
    said = {}
    if seeking:
        said = {
            "is_open": seeking.is_open,
            "home": seeking.home and seeking.home.name,
            "regions": [row.region.name for row in seeking.regions.all()],
            "earliest_on": seeking.earliest_on,
            "lowest_wage_idr": seeking.lowest_wage_idr,
            "confirmed_at": seeking.confirmed_at,
            "asked_at": seeking.asked_at,
            "ask_again_on": seeking.ask_again_on,
        }
    return {
        "seeking": [said] if said else [],
        "consents": [
            {"opening": row.opening.title, "given_at": row.given_at, "taken_back_at": row.withdrawn_at}
            for row in consents_of(graduate)
        ],
        "languages": [{"language": name, "level": level} for name, level in languages_of(graduate).items()],
    }


def _export(graduate, kind, by):
    """What this page keeps, as a file. The rest is taken along by account: a link may be passed on."""
    tables = {"graduate": [{"code": graduate.code, "class": graduate.batch.name, "centre": graduate.centre.name}]}
    tables |= seeking_rows(graduate)
    record(by, "export.made", graduate, changes={"list": ["", "seeking"], "format": ["", kind]})
    if kind == "json":
        text = json.dumps(tables, ensure_ascii=False, indent=2, default=str)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="padan-profil-saya.json"'
        return response
    rows = [
        [table, name, str(value)] for table, found in tables.items() for row in found for name, value in row.items()
    ]
    header = [_("Table"), _("Column"), _("Value")]
    notes = [_("Taken by yourself on %(day)s.") % {"day": f"{now():%Y-%m-%d %H:%M} UTC"}]
    file = write_xlsx(header, rows, title=_("The work you look for"), notes=notes)
    return FileResponse(file, as_attachment=True, filename="padan-profil-saya.xlsx")
