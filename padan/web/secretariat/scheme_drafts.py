"""Writing the draft of a scheme's rules: what it says of itself, its stages, what each asks, and the fees.

Whoever saves second is told that somebody was faster; nothing is overwritten unseen.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from padan.base.clock import now
from padan.overseas.actions.rules import (
    MOST_DAYS,
    add_stage,
    arrange_stages,
    drop_rule,
    drop_stage,
    edit_stage,
    write_fee,
    write_gate,
    write_paper,
)
from padan.overseas.actions.schemes import edit_version
from padan.overseas.queries.versions import (
    KINDS,
    SEXES,
    fee_purposes,
    for_whom,
    measure_of,
    rules_of_drafts,
    stages_of_drafts,
    told_fee,
    versions,
    whole,
)
from padan.overseas.reading import MOST_MONEY
from padan.overseas.states import Currency, Exam, GateKind, MilestoneKind, PermitKind, StageKind, VersionState
from padan.reference.tongues import Level
from padan.web.acting import done, tried
from padan.web.audience import for_roles
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.secretariat.schemes import KEEPS

EMPTY = [("", "–")]


class Revised(forms.Form):
    """A form of a draft, shown at a revision of it."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def told(self):
        return self.cleaned_data


class TextForm(Revised):
    """What a draft says of itself."""

    valid_from = DayField(label=pgettext_lazy("rules", "Holds from"))
    valid_until = DayField(
        label=pgettext_lazy("rules", "Holds until"), required=False, help_text=_("Empty: no end is known.")
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("The regulation, its number and year, as you read it.")
    )
    source_url = forms.URLField(label=_("Address of the source"), max_length=300, required=False, assume_scheme="https")
    read_on = DayField(label=_("Source read on"), required=False)
    permit_kinds = forms.MultipleChoiceField(
        label=_("Permits a partner needs"), choices=PermitKind.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("One of them is enough. None: no partner is needed."),
    )  # fmt: skip


class StageForm(Revised):
    """One stage; its milestones must be written down before it."""

    name = forms.CharField(label=_("Name of the stage"), max_length=150)
    kind = forms.ChoiceField(
        label=pgettext_lazy("stage", "What it is"),
        choices=StageKind.choices,
        help_text=_("Figures and the board count by this."),
    )
    name_en = forms.CharField(
        label=_("Name in English"), max_length=150, required=False,
        help_text=_("Receivers abroad read it, and candidates who chose English."),
    )  # fmt: skip
    name_ja = forms.CharField(label=_("Name in Japanese"), max_length=150, required=False)
    days = forms.IntegerField(
        label=_("Days one stands here"), min_value=0, max_value=MOST_DAYS, required=False,
        help_text=_("Who stands here longer counts as stuck."),
    )  # fmt: skip
    knock_out = forms.BooleanField(label=_("Who does not pass leaves"), required=False)


class WholeStageForm(StageForm):
    milestones = forms.MultipleChoiceField(
        label=_("What must be written down before it"), choices=MilestoneKind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class NewStageForm(StageForm):
    after = forms.ModelChoiceField(None, label=_("Behind which stage?"), required=False, empty_label=_("At the end"))

    def __init__(self, *args, version, **more):
        super().__init__(*args, **more)
        self.fields["after"].queryset = stages_of_drafts().filter(version=version)


class GateForm(Revised):
    """What must hold before a stage. Words first: they are what she and her officer read."""

    words = forms.CharField(label=_("The rule in words"), max_length=300)
    kind = forms.ChoiceField(
        label=pgettext_lazy("gate", "What is asked"), choices=GateKind.choices,
        help_text=_("What tells of her body or an illness is health: of it the verdict alone is kept."),
    )  # fmt: skip
    exam = forms.ChoiceField(label=_("Exam"), choices=EMPTY + Exam.choices, required=False)
    level = forms.TypedChoiceField(
        label=_("Level"), choices=EMPTY + Level.choices, coerce=int, empty_value=None, required=False
    )
    least = forms.DecimalField(
        label=pgettext_lazy("gate", "At least"), max_digits=8, decimal_places=2, min_value=0, required=False,
        help_text=_("An age in years (19.5 is 19 years and 6 months), or a number."),
    )  # fmt: skip
    most = forms.DecimalField(
        label=pgettext_lazy("gate", "At most"), max_digits=8, decimal_places=2, min_value=0, required=False
    )
    out_of = forms.DecimalField(
        label=pgettext_lazy("gate", "Out of"), max_digits=8, decimal_places=2, min_value=0, required=False
    )
    for_sex = forms.ChoiceField(
        label=pgettext_lazy("gate", "For"), choices=[("", _("everybody")), *SEXES], required=False,
        help_text=_("Only where the receiving side asks women and men for different things."),
    )  # fmt: skip
    choice = forms.CharField(
        label=_("One of several"), max_length=20, required=False,
        help_text=_("Rules of a stage with the same word here: one of them is enough."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Empty: that of the version.")
    )


class PaperForm(Revised):
    name = forms.CharField(label=_("Document"), max_length=150)
    kind = forms.SlugField(
        label=_("Short name"), max_length=40, help_text=_("The same for the same document in all schemes: passport.")
    )
    name_en = forms.CharField(
        label=_("Name in English"), max_length=150, required=False,
        help_text=_("Receivers abroad read it, and candidates who chose English."),
    )  # fmt: skip
    name_ja = forms.CharField(label=_("Name in Japanese"), max_length=150, required=False)
    health = forms.BooleanField(label=_("It tells of health"), required=False)
    valid_days = forms.IntegerField(
        label=_("Still valid for how many days?"), min_value=0, max_value=MOST_DAYS, required=False
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Empty: that of the version.")
    )


class FeeForm(Revised):
    name = forms.CharField(label=_("What it is for"), max_length=150)
    purpose = forms.ChoiceField(
        label=_("The same fee in other schemes"), required=False,
        help_text=_("So that what is asked is found under every scheme."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    most = forms.IntegerField(
        label=_("At most, in all"), min_value=0, max_value=MOST_MONEY, help_text=_("0: it may not be asked of her.")
    )
    payer = forms.CharField(label=_("Who pays"), max_length=150, required=False)
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Empty: that of the version.")
    )

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["purpose"].choices = [("", _("None: a fee of its own")), *fee_purposes()]

    def clean(self):
        told = super().clean()
        if not told.get("purpose") and "purpose" not in self.errors:
            told["purpose"] = slugify(told.get("name", ""))[:40].rstrip("-")
        return told


FORMS = {"gate": GateForm, "paper": PaperForm, "fee": FeeForm}


def draft_of(code):
    """A draft by its code; None where the rules are written no more."""
    found = get_object_or_404(versions(), code=code)
    return found if found.state == VersionState.DRAFT else None


def frozen(request, code):
    messages.info(request, gettext("These rules are written no more. Begin a draft from them instead."))
    return redirect("rules-detail", code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def text(request, code):
    """Days, source and permits of a draft."""
    found = draft_of(code)
    if found is None:
        return frozen(request, code)
    stands = {name: getattr(found, name) for name in TextForm.base_fields}
    form = TextForm(request.POST or None, initial=stands)
    if form.is_valid() and done(form, edit_version, version=found, by=request.user, at=now(), **form.told()):
        messages.success(request, gettext("Saved."))
        return redirect("rules-detail", code)
    return _page(request, "secretariat/schemes/text.html", {"version": found, "form": form}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def stages(request, code):
    """The stages of a draft: their order, and new ones."""
    found = draft_of(code)
    if found is None:
        return frozen(request, code)
    said = {"version": found, "by": request.user, "at": now()}
    do, form = request.POST.get("do", ""), None
    if do == "arrange":
        order = _order_of(request, found)
        revision = _whole_number(request.POST.get("revision"))
        tried(request, gettext("Saved."), arrange_stages, order=order, revision=revision, **said)
        return redirect("rules-stages", code)
    if do == "add":
        form = NewStageForm(request.POST, version=found)
        if form.is_valid() and (made := done(form, add_stage, **said, **form.told())):
            messages.success(request, gettext("Added. Now write what it asks."))
            return redirect("rules-stage", made.pk)
    elif request.method == "POST":
        raise BadRequest
    form = form or NewStageForm(version=found, initial={"revision": found.revision})
    rows = [(stage, StageKind(stage.kind).label, _asked(stage)) for stage in whole(found).stages.all()]
    return _page(request, "secretariat/schemes/stages.html", {"version": found, "form": form, "rows": rows}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def stage(request, number):
    """One stage of a draft, and what is asked before it: one form at a time."""
    found = get_object_or_404(stages_of_drafts(), pk=_whole_number(number))
    version = found.version
    do, said = request.POST.get("do", ""), {"by": request.user, "at": now()}
    if do == "stage":
        form = WholeStageForm(request.POST)
        if form.is_valid() and done(form, edit_stage, stage=found, **said, **form.told()):
            messages.success(request, gettext("Saved."))
            return redirect("rules-stage", number)
        return _stage_page(request, found, stage_form=form, status=422)
    if do == "drop-stage":
        revision = _whole_number(request.POST.get("revision"))
        name = found.name
        tried(request, gettext("“%(stage)s” is taken out.") % {"stage": name}, drop_stage, stage=found,
              revision=revision, **said)  # fmt: skip
        return redirect("rules-stages", version.code)
    if do in ("gate", "paper"):
        form, rule = FORMS[do](request.POST), _rule(do, request.POST.get("rule"), stage=found)
        act = write_gate if do == "gate" else write_paper
        given = {"gate" if do == "gate" else "rule": rule}
        if form.is_valid() and done(form, act, stage=found, **given, **said, **form.told()):
            messages.success(request, gettext("Saved."))
            return redirect("rules-stage", number)
        return _stage_page(request, found, writing=(do, rule, form), status=422)
    if do == "drop":
        _drop(request, stage=found)
        return redirect("rules-stage", number)
    if request.method == "POST":
        raise BadRequest
    return _stage_page(request, found, writing=_writing(request, ("gate", "paper"), version, stage=found))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def fees(request, code):
    """What may be asked of a candidate under a draft."""
    found = draft_of(code)
    if found is None:
        return frozen(request, code)
    do, said = request.POST.get("do", ""), {"by": request.user, "at": now()}
    if do == "drop":
        _drop(request, version=found)
        return redirect("rules-fees", code)
    if do == "fee":
        form, rule = FeeForm(request.POST), _rule("fee", request.POST.get("rule"), version=found)
        if form.is_valid() and done(form, write_fee, version=found, rule=rule, **said, **form.told()):
            messages.success(request, gettext("Saved."))
            return redirect("rules-fees", code)
    elif request.method == "POST":
        raise BadRequest
    else:
        _do, rule, form = _writing(request, ("fee",), found, version=found) or (None, None, None)
    rows = [(fee, told_fee(fee)) for fee in whole(found).fees.all()]
    form = form or FeeForm(initial={"revision": found.revision, "currency": Currency.IDR})
    return _page(
        request, "secretariat/schemes/fees.html", {"version": found, "form": form, "rule": rule, "rows": rows}, form
    )


def _page(request, template, context, form):
    """The page; after a refusal the form takes on the revision that stands, so that saving again saves."""
    if stands := getattr(form, "stands", None):
        form.data = form.data.copy()
        form.data["revision"] = str(stands)
    status = 422 if request.method == "POST" else 200
    return page(request, template, context, status=status)


def _stage_page(request, found, *, stage_form=None, writing=None, status=200):
    revision = found.version.revision
    stands = {name: getattr(found, name) for name in StageForm.base_fields if name != "revision"}
    stands |= {"revision": revision, "milestones": [one.kind for one in found.milestones.order_by("pk")]}
    kind, rule, form = writing or ("", None, None)
    context = {
        "stage": found,
        "version": found.version,
        "form": stage_form or WholeStageForm(initial=stands, auto_id="s_%s"),
        "gates": [(gate, _measured(gate)) for gate in found.gates.order_by("pk")],
        "papers": found.papers.order_by("pk"),
        "writing": kind,
        "rule": rule,
        "rule_form": form,
    }
    return _page(request, "secretariat/schemes/stage.html", context, form or context["form"])


def _writing(request, kinds, draft, **owner):
    """Which rule the page is asked to write by ``?tulis=gate`` or ``?tulis=gate-12``: (kind, rule, form)."""
    kind, _dash, number = request.GET.get("tulis", "").partition("-")
    if kind not in kinds:
        return None
    rule = _rule(kind, number, **owner)
    names = [name for name in FORMS[kind].base_fields if name != "revision"]
    stands = {name: getattr(rule, name) for name in names} if rule else {}
    if kind == "fee" and not rule:
        stands["currency"] = Currency.IDR
    return kind, rule, FORMS[kind](initial=stands | {"revision": draft.revision}, auto_id="r_%s")


def _rule(kind, number, **owner):
    """A rule of this stage or draft; None for a new one. 404 for one that is not there."""
    if not number:
        return None
    return get_object_or_404(rules_of_drafts(kind).filter(**owner), pk=_whole_number(number))


def _drop(request, **owner):
    kind, _dash, number = request.POST.get("rule", "").partition("-")
    if kind not in KINDS or not number or (kind == "fee") != ("version" in owner):
        raise Http404
    revision = _whole_number(request.POST.get("revision"))
    told = {"rule": _rule(kind, number, **owner), "revision": revision, "by": request.user, "at": now()}
    tried(request, "", lambda **more: (drop_rule(**more), messages.success(request, gettext("Taken out."))), **told)


def _order_of(request, version):
    """The stages by the numbers typed beside them; an unreadable number leaves a stage where it stands."""
    rows = [(_whole_number(request.POST.get(f"place-{one.pk}")) or one.position, one.position, one.pk)
            for one in stages_of_drafts().filter(version=version)]  # fmt: skip
    return [pk for _wanted, _stood, pk in sorted(rows)]


def _measured(gate):
    """What a gate measures, of whom, and among which it is chosen: the small words under it."""
    small = [str(GateKind(gate.kind).label), measure_of(gate), for_whom(gate)]
    if gate.choice:
        small.append(gettext("one of “%(choice)s” is enough") % {"choice": gate.choice})
    return " · ".join(filter(None, [*small, gate.source]))


def _asked(stage):
    return len(stage.gates.all()) + len(stage.papers.all()) + len(stage.milestones.all())


def _whole_number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
