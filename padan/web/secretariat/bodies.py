"""The registry at work: open a body, change it, close it; its other names and whom to ask there."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.base.readings import Problem
from padan.chores.actions.merging import remove_organisation
from padan.intake.answers import region_names, region_with_name
from padan.organisations.actions import (
    EditedMeanwhile,
    FieldRefused,
    LooksAlike,
    add_contact,
    add_name,
    change_contact,
    close_body,
    drop_name,
    edit_body,
    open_body,
    remove_contact,
    reopen_body,
)
from padan.organisations.queries import (
    OTHERS,
    bodies_kept_by,
    bodies_with_contacts_kept_by,
    contacts_kept_by,
    forums_kept_by,
    names_of,
    organisations_of,
)
from padan.organisations.states import Kind
from padan.reference.queries import code_of, codes_of, scheme_of
from padan.web.audience import R, for_roles
from padan.web.forms import DayField, RowField
from padan.web.pages import page
from padan.web.secretariat.organisations import address_of_body
from padan.web.templatetags.padan import tanggal

KEEPERS = (R.SECRETARIAT, R.ADMINISTRATOR)
KEEPS_CONTACTS = (*KEEPERS, R.COMPANY_OFFICER, R.CENTRE_OFFICER)
CORRECTED = (Kind.COMPANY, *OTHERS)
DIVISIONS = "kbli-divisions"  # few enough to choose from
KBLI = ("kbli", DIVISIONS)
LIST_OF = {Kind.COMPANY: "company-list", Kind.CENTRE: "centre-list"}


class BodyForm(forms.Form):
    """What is known about a body. What may be kept is told by the act; here only places and codes are looked up."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=250, help_text=gettext_lazy("As the body itself writes it.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    forum = RowField(None, label=gettext_lazy("Forum"), to_field_name="code", required=False)
    region = forms.CharField(
        label=gettext_lazy("Regency or city"),
        required=False,
        max_length=150,
        widget=forms.TextInput({"list": "wilayah"}),
    )
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=300)
    nib = forms.CharField(label="NIB", required=False, max_length=30, help_text=gettext_lazy("13 digits."))
    npwp = forms.CharField(label="NPWP", required=False, max_length=30, help_text=gettext_lazy("15 or 16 digits."))
    industry = forms.CharField(
        label=gettext_lazy("Industry (KBLI)"), required=False, max_length=600, widget=forms.TextInput({"list": "kbli"})
    )
    wlkp = forms.CharField(label=gettext_lazy("WLKP number"), required=False, max_length=60)
    joined_on = DayField(label=gettext_lazy("Member since"), required=False)

    def __init__(self, data, *, kinds, forums=None, industry=None, **more):
        super().__init__(data, **more)
        self.industry = industry
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["kind"].initial = kinds[0].value
        if forums is None:
            del self.fields["forum"]
            return
        field = self.fields["forum"]
        field.queryset, field.label_from_instance = forums, lambda forum: forum.name
        only = list(forums[:2])
        if len(only) == 1:
            field.initial, field.empty_label = only[0].code, None

    def clean_region(self):
        found = region_with_name(self.cleaned_data["region"])
        if isinstance(found, Problem):
            raise forms.ValidationError(_("No regency or city has this name. Choose one from the list."))
        return found

    def clean_industry(self):
        """The code at the beginning of what was typed or chosen: ``"25"`` or ``"25 Industri barang logam"``.

        What stood there stays, of whichever edition it is; a new one is of the newest that is loaded.
        """
        written = self.cleaned_data["industry"].strip()
        if written == str(self.industry or ""):
            return self.industry
        for scheme in filter(None, map(scheme_of, KBLI)):
            if found := code_of(scheme, written.split()[0]) if written else None:
                return found
        if written:
            raise forms.ValidationError(_("KBLI has no such code. Choose one from the list."))
        return None


class ContactForm(forms.Form):
    """Whom to ask."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=250)
    position = forms.CharField(label=gettext_lazy("Position"), required=False, max_length=150)
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"), required=False, max_length=254, widget=forms.TextInput({"inputmode": "email"})
    )


class NameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=gettext_lazy("Former or other name"), max_length=250)


class CloseForm(forms.Form):
    """Since when it is there no more."""

    closed_on = DayField(label=gettext_lazy("Closed since"))


def _chosen():
    """The lists behind the fields of place and industry."""
    scheme = scheme_of(DIVISIONS)
    return {"regions": region_names(), "industries": codes_of(scheme).values() if scheme else ()}


def _told(form):
    """What was typed, without what was left empty and could not be anything but empty."""
    return {name: value for name, value in form.cleaned_data.items() if name not in ("forum", "name", "kind", "region")}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPERS)
def open_one(request, kinds):
    """Open a body by hand. One like it, or letters in disguise, is said first; a second press opens it."""
    form = BodyForm(request.POST or None, kinds=kinds, forums=forums_kept_by(request.viewer))
    context = {"form": form, "kinds": kinds, "back": LIST_OF.get(kinds[0], "office-list")}
    if form.is_valid():
        given = form.cleaned_data
        try:
            body = open_body(
                kind=Kind(given["kind"]),
                name=given["name"],
                forum=given["forum"],
                region=given["region"],
                despite="despite" in request.POST,
                by=request.user,
                at=now(),
                **_told(form),
            )
        except LooksAlike as alike:
            seen = set(organisations_of(request.viewer).filter(pk__in=alike.bodies and [b.pk for b in alike.bodies]))
            context["alike"] = [(body, address_of_body(body) if body in seen else "") for body in alike.bodies]
            context["doubt"] = str(alike)
        except FieldRefused as refused:
            form.add_error(refused.field, str(refused))
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("%(body)s is open.") % {"body": body})
            return redirect(address_of_body(body))
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/organisations/open.html", context | _chosen(), status=status)


def _as_typed(body):
    """A body as it stands in its form."""
    return {
        "name": body.name,
        "kind": body.kind,
        "region": f"{body.region.name}, {body.region.parent.name}" if body.region and body.region.parent else "",
        "address": body.address,
        "nib": body.nib,
        "npwp": body.npwp,
        "industry": str(body.industry or ""),
        "wlkp": body.wlkp,
        "joined_on": body.joined_on,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPERS)
def edit(request, code):
    """Change what is known about a body. Who was slower sees both texts and loses nothing."""
    body = get_object_or_404(bodies_kept_by(request.viewer).select_related("region__parent"), code=code)
    kinds = CORRECTED if body.kind in CORRECTED else (Kind(body.kind),)
    form = BodyForm(request.POST or None, kinds=kinds, initial=_as_typed(body), industry=body.industry)
    context = {"form": form, "revision": body.revision}
    if form.is_valid():
        told = _told(form) | {name: form.cleaned_data[name] for name in ("name", "region")}
        try:
            edit_body(
                body=body,
                revision=_number(request.POST.get("revision")),
                kind=Kind(form.cleaned_data["kind"]),
                by=request.user,
                at=now(),
                **told,
            )
        except EditedMeanwhile as faster:
            form.add_error(None, str(faster))
            context |= {"differs": _differs(form, faster.stands), "revision": faster.stands.revision}
        except FieldRefused as refused:
            form.add_error(refused.field, str(refused))
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("Saved."))
            return redirect(address_of_body(body))
    return _edit_page(request, body, context, 422 if request.method == "POST" else 200)


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _differs(form, stands):
    """(label, what she typed, how it stands now) of every field where the two are not the same."""
    there = _as_typed(stands)
    both = [(form.fields[name].label, form[name].value() or "", there[name] or "") for name in there]
    return [(label, hers, str(now_there)) for label, hers, now_there in both if str(hers) != str(now_there)]


def _edit_page(request, body, context, status=200):
    shown = {
        "body": body,
        "names": names_of(body),
        "name_form": NameForm(auto_id="n_%s"),
        "close_form": CloseForm(auto_id="c_%s", initial={"closed_on": today()}),
        "back": address_of_body(body),
        "refusal": "",
    }
    return page(request, "secretariat/organisations/edit.html", shown | _chosen() | context, status=status)


def _again(request, body, **more):
    """The page of changes once more, with what kept an act beside the form from being done."""
    form = BodyForm(None, kinds=CORRECTED if body.kind in CORRECTED else (Kind(body.kind),), initial=_as_typed(body))
    return _edit_page(request, body, {"form": form, "revision": body.revision} | more, 422)


@require_POST
@for_roles(*KEEPERS)
def name_add(request, code):
    """A former or other name."""
    body = get_object_or_404(bodies_kept_by(request.viewer).select_related("region__parent"), code=code)
    form = NameForm(request.POST, auto_id="n_%s")
    if form.is_valid():
        try:
            add_name(body=body, name=form.cleaned_data["name"], by=request.user, at=now())
        except ActionDenied as denied:
            form.add_error("name", str(denied))
        else:
            return redirect("body-edit", code)
    return _again(request, body, name_form=form)


@require_POST
@for_roles(*KEEPERS)
def name_drop(request, code):
    """Taken away: it was a mistake."""
    body = get_object_or_404(bodies_kept_by(request.viewer), code=code)
    drop_name(body=body, name=request.POST.get("name", ""), by=request.user, at=now())
    return redirect("body-edit", code)


@require_POST
@for_roles(*KEEPERS)
def close(request, code):
    """It is there no more; its rows stay."""
    body = get_object_or_404(bodies_kept_by(request.viewer).select_related("region__parent"), code=code)
    form = CloseForm(request.POST, auto_id="c_%s")
    if form.is_valid():
        try:
            close_body(body=body, closed_on=form.cleaned_data["closed_on"], by=request.user, at=now())
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            day = tanggal(form.cleaned_data["closed_on"])
            messages.success(request, _("Closed since %(day)s. Everything about it stays.") % {"day": day})
            return redirect(address_of_body(body))
    return _again(request, body, close_form=form)


@require_POST
@for_roles(*KEEPERS)
def reopen(request, code):
    """It is there after all."""
    body = get_object_or_404(bodies_kept_by(request.viewer).select_related("region__parent"), code=code)
    try:
        reopen_body(body=body, by=request.user, at=now())
    except ActionDenied as denied:
        return _again(request, body, refusal=str(denied))
    return redirect(address_of_body(body))


@require_POST
@for_roles(*KEEPERS)
def remove(request, code):
    """It was opened by mistake and nothing hangs on it."""
    body = get_object_or_404(bodies_kept_by(request.viewer).select_related("region__parent"), code=code)
    try:
        remove_organisation(body=body, by=request.user, at=now())
    except ActionDenied as denied:
        return _again(request, body, refusal=str(denied))
    messages.success(request, _("%(body)s was removed.") % {"body": body})
    return redirect(LIST_OF.get(body.kind, "office-list"))


# --- contacts -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS_CONTACTS)
def contact_add(request, code):
    """One more person to ask."""
    body = get_object_or_404(bodies_with_contacts_kept_by(request.viewer), code=code)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        try:
            add_contact(organisation=body, by=request.user, at=now(), **form.cleaned_data)
        except FieldRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            return redirect(address_of_body(body))
    return _contact_page(request, body, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS_CONTACTS)
def contact_edit(request, code):
    """Correct a contact."""
    found = get_object_or_404(contacts_kept_by(request.viewer), code=code)
    body = found.organisation
    known = {name: getattr(found, name) for name in ("name", "position", "phone", "email")}
    form = ContactForm(request.POST or None, initial=known)
    if form.is_valid():
        try:
            change_contact(contact=found, by=request.user, at=now(), **form.cleaned_data)
        except FieldRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            return redirect(address_of_body(body))
    return _contact_page(request, body, form, found)


@require_POST
@for_roles(*KEEPS_CONTACTS)
def contact_remove(request, code):
    """She left, or asked for it: nothing of her is kept."""
    found = get_object_or_404(contacts_kept_by(request.viewer), code=code)
    remove_contact(contact=found, by=request.user, at=now())
    messages.success(request, _("The contact is gone for good."))
    return redirect(address_of_body(found.organisation))


def _contact_page(request, body, form, contact):
    context = {"body": body, "form": form, "contact": contact, "back": address_of_body(body)}
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/organisations/contact.html", context, status=status)
