"""Files that graduates brought to show what they said: the list of those to look at, and one beside what it shows."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.outcomes.actions.proofs import check_answer_proof
from padan.outcomes.queries.answers import answer_proofs_of
from padan.outcomes.states import ProofState, ShownBy, Status, Window
from padan.training.permissions import may_see_names
from padan.web.acting import done
from padan.web.audience import for_roles
from padan.web.centre.calls import told_row
from padan.web.centre.waves import KEEPS
from padan.web.downloads import file_response
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, choice, of_code
from padan.web.pages import page
from padan.web.tones import tone_of

STATES = [(state.value, state.label) for state in ProofState if state != ProofState.WITHDRAWN]

PROOFS = Listing(
    name="answer-proof",
    title=_("Files that show answers"),
    lead=_("What graduates brought to show what they said. Look at a file and say whether it shows it."),
    rows=answer_proofs_of,
    order=order_of("-pk"),
    filters=(
        choice("state", _("State"), STATES, "state"),
        choice("kind", _("What it is"), ShownBy.choices, "kind"),
        of_code("batch", _("Class code"), "answer__enrolment__batch__code"),
    ),
    personal=True,
    columns=(
        Column(
            "code",
            _("Participant"),
            lambda proof: proof.answer.enrolment.code,
            kind="code",
            href=lambda proof: reverse("answer-proof-detail", args=[proof.code]),
            under=lambda proof: proof.answer.enrolment.batch.name,
        ),
        Column("state", _("State"), lambda proof: ProofState(proof.state), kind="state"),
        Column("name", _("Name"), lambda proof: proof.answer.enrolment.person.name, open_to=may_see_names),
        Column("kind", _("What it is"), lambda proof: ShownBy(proof.kind)),
        Column("told", _("Told"), lambda proof: Status(proof.answer.status)),
        Column("window", _("Window"), lambda proof: Window(proof.answer.window), shown=False),
        Column("brought_on", _("Brought on"), lambda proof: proof.brought_on, kind="date"),
        Column("checked_on", _("Checked on"), lambda proof: proof.checked_on, kind="date", shown=False),
    ),
    empty=Empty(
        _("No file yet"), _("A graduate may show a contract, a pay slip or a card on the page where she answers.")
    ),
    see_also=("wave-list", _("Waves")),
)


class LookForm(forms.Form):
    shows = forms.TypedChoiceField(
        label=_("Does it show what she said?"),
        choices=[("1", pgettext_lazy("proof", "Yes, it shows it")), ("0", pgettext_lazy("proof", "No, it does not"))],
        coerce="1".__eq__,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What did you see?"), max_length=200, help_text=_("Such as: name, company and month are the same.")
    )


@require_safe
@for_roles(*KEEPS)
def proofs(request):
    return PROOFS.page(request)


@require_POST
@for_roles(*KEEPS)
def export_proofs(request):
    return PROOFS.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def proof(request, code):
    """One file beside the answer it shows; an officer says whether it does."""
    found = get_object_or_404(answer_proofs_of(request.viewer), code=code)
    answer, names = found.answer, may_see_names(request.viewer)
    open_ = found.state == ProofState.BROUGHT and answer.stands
    form = LookForm(request.POST or None)
    said = {"by": request.user, "at": now(), "today": today()}
    if form.is_valid() and done(form, check_answer_proof, proof=found, **form.cleaned_data, **said):
        counts = gettext("Recorded: checked by an officer.")
        messages.success(
            request, counts if form.cleaned_data["shows"] else gettext("Recorded. The file counts no more.")
        )
        waiting = answer_proofs_of(request.viewer).filter(state=ProofState.BROUGHT, answer__stands=True).first()
        return redirect("answer-proof-detail", waiting.code) if waiting else redirect("answer-proof-list")
    context = {
        "proof": found,
        "kind": ShownBy(found.kind),
        "state": ProofState(found.state),
        "tone": tone_of(ProofState(found.state)),
        "who": (answer.enrolment.person.name if names else "") or answer.enrolment.code,
        "told": told_row(answer),
        "window": Window(answer.window),
        "open": open_,
        "form": form,
    }
    return page(request, "centre/tracing/proof.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@for_roles(*KEEPS)
def proof_file(request, code):
    """The file itself."""
    found = get_object_or_404(answer_proofs_of(request.viewer), code=code)
    return file_response(found, f"bukti-{found.code}")
