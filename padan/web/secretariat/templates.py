"""Templates of texts: those that come with Padan, and the forum's own copies with a live preview."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.agreements.actions.texts import copy_template, edit_template, retire_template
from padan.agreements.permissions import may_keep_agreements
from padan.agreements.queries.texts import filled_sample, printed_sample, templates_of
from padan.agreements.states import AgreementKind
from padan.agreements.wording.language import FIELDS, MOST_SIGNS, REPEATED
from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.forum.queries import forums_of
from padan.web.audience import FORUM, R, for_roles
from padan.web.downloads import bytes_response
from padan.web.keyset import Key
from padan.web.lists import Column, Empty, Filter, Listing, choice
from padan.web.pages import page


def _state(template):
    if template.retired_at:
        return gettext("Retired")
    return gettext("In use") if template.forum_id else gettext("Comes with Padan")


TEMPLATES = Listing(
    name="template",
    title=_("Templates"),
    lead=_("The texts that agreements begin with. Copy one for your forum, then make it yours."),
    rows=templates_of,
    order=(Key("kind"), Key("name"), Key("pk")),
    filters=(
        Filter(
            "name",
            forms.CharField(
                label=_("Name"), required=False, max_length=100, widget=forms.TextInput({"autocomplete": "off"})
            ),
            lambda rows, words: rows.filter(name__icontains=words),
        ),
        choice("kind", _("Kind"), AgreementKind.choices, "kind"),
    ),
    columns=(
        Column(
            "name",
            _("Name"),
            lambda template: template.name,
            sort="name",
            href=lambda template: reverse("template-detail", args=[template.code]),
            under=lambda template: template.forum.organisation.name if template.forum else "",
        ),
        Column("state", _("State"), _state),
        Column("kind", _("Kind"), lambda template: AgreementKind(template.kind)),
        Column("updated_at", _("Last changed"), lambda t: t.updated_at.date(), kind="date", sort="updated_at"),
        Column("code", _("Code"), lambda template: template.code, kind="code", shown=False),
    ),
    empty=Empty(_("No template matches"), _("Leave the filters empty to see those that come with Padan.")),
)


class CopyForm(forms.Form):
    name = forms.CharField(label=_("Name of your copy"), max_length=200)

    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        kept = forums_of(viewer).filter(organisation_id__in=viewer.kept_forums)
        self.fields["forum"] = forms.ModelChoiceField(kept, label=_("Forum"), empty_label=None)


class TemplateForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        max_length=MOST_SIGNS,
        strip=False,
        widget=forms.Textarea({"rows": 26, "class": "deed-in", "spellcheck": "false"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def known_places():
    """(noun, whether it is repeated, [(place, what it holds)]) for the help beside an editor."""
    return [
        (noun, noun in REPEATED, [(f"{noun}.{column}", label) for column, label in columns.items()])
        for noun, columns in FIELDS.items()
    ]


@require_safe
@for_roles(*FORUM)
def templates(request):
    return TEMPLATES.page(request)


@require_POST
@for_roles(*FORUM)
def export_templates(request):
    return TEMPLATES.export(request)


@require_safe
@for_roles(*FORUM)
def template(request, code):
    """One template, as it comes out for an invented agreement."""
    return page(request, "secretariat/texts/template.html", _context(request, _found(request, code)))


@require_safe
@for_roles(*FORUM)
def template_pdf(request, code):
    """The template as paper, filled with an invented agreement."""
    found = _found(request, code)
    content = printed_sample(found.body, found.kind, found.updated_at)
    return bytes_response(content, f"contoh-{found.code}.pdf", "application/pdf")


@require_POST
@for_roles(R.SECRETARIAT)
def copy(request, code):
    """A copy for a forum of hers."""
    found = _found(request, code)
    form = CopyForm(request.POST, viewer=request.viewer)
    if form.is_valid():
        try:
            made = copy_template(template=found, by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, gettext("Copied. Now make it yours."))
            return redirect("template-edit", made.code)
    context = _context(request, found) | {"copy_form": form}
    return page(request, "secretariat/texts/template.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def edit(request, code):
    """Write on the left, see on the right what it makes of an invented agreement."""
    found = _found(request, code)
    start = {"name": found.name, "body": found.body, "revision": found.revision}
    form = TemplateForm(request.POST or None, initial=start)
    context = {"template": found, "form": form, "places": known_places()}
    asks = request.method == "POST"
    if asks and request.POST.get("do") == "preview":
        context |= preview(request.POST.get("body", ""), lambda body: filled_sample(body, found.kind))
        return page(request, "secretariat/texts/template_edit.html", context, partial="pratinjau")
    if form.is_valid():
        try:
            edit_template(template=found, by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, gettext("Saved. Texts that were begun before stay as they are."))
            return redirect("template-detail", code)
    body = request.POST.get("body", "") if asks else found.body
    context |= preview(body, lambda body: filled_sample(body, found.kind))
    return page(request, "secretariat/texts/template_edit.html", context, status=422 if asks else 200)


@require_POST
@for_roles(R.SECRETARIAT)
def retire(request, code):
    """No new text begins with it."""
    found = _found(request, code)
    try:
        retire_template(template=found, by=request.user, at=now())
    except ActionDenied as denied:
        context = _context(request, found) | {"refusal": str(denied)}
        return page(request, "secretariat/texts/template.html", context, status=422)
    messages.success(request, gettext("Retired. It stays in this list, and no new text begins with it."))
    return redirect("template-detail", code)


def preview(body, fill):
    """What an editor shows beside the words: parts and what is missing, or the sentence of what was not understood."""
    try:
        text = fill(body)
    except ActionDenied as denied:
        return {"parts": [], "missing": [], "not_understood": str(denied)}
    return {"parts": text.parts, "missing": text.missing, "not_understood": ""}


def _found(request, code):
    return get_object_or_404(templates_of(request.viewer), code=code)


def _context(request, found):
    viewer = request.viewer
    own = found.forum and may_keep_agreements(viewer, found.forum) and not found.retired_at
    copies = viewer.has(R.SECRETARIAT)
    start = {"name": gettext("%(name)s (ours)") % {"name": found.name}}
    return {
        "template": found,
        "kind": AgreementKind(found.kind),
        "state": _state(found),
        "may_change": own,
        "copy_form": CopyForm(viewer=viewer, initial=start) if copies else None,
        **preview(found.body, lambda body: filled_sample(body, found.kind)),
    }
