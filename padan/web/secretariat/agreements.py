"""Agreements: the list, and one agreement with its promises, its pulse and what happened."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.agreements.queries.life import agreements_of, parties_of
from padan.agreements.queries.promises import promises_of
from padan.agreements.states import AgreementKind, AgreementState, Pulse
from padan.base.clock import today
from padan.needs.queries import needs_of
from padan.trail.queries import entries_of
from padan.web.audience import READS_AGREEMENTS, R, for_roles
from padan.web.keyset import Key
from padan.web.lines import progress_of
from padan.web.lists import Column, Empty, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told


def name_parties(agreements):
    """Give each agreement the names of its parties: one question for all."""
    names = {}
    for party in parties_of(agreements):
        names.setdefault(party.agreement_id, []).append(party.organisation.name)
    for agreement in agreements:
        agreement.party_names = ", ".join(names.get(agreement.pk, ()))


AGREEMENTS = Listing(
    name="agreement",
    title=_("Agreements"),
    rows=agreements_of,
    order=(Key("signed_on", descending=True, nulls="first"), Key("pk")),
    search=lambda viewer: "title_key",
    search_label=_("Title or party"),
    filters=(
        choice("state", _("State"), AgreementState.choices, "state"),
        choice("kind", _("Kind"), AgreementKind.choices, "kind"),
        choice("pulse", _("Pulse"), Pulse.choices, "pulse"),
        day("ends_to", _("Ends by"), "ends_on__lte"),
        of_code("forum", _("Forum code"), "forum__organisation__code"),
    ),
    complete=name_parties,
    columns=(
        Column(
            "title",
            _("Agreement"),
            lambda agreement: agreement.title,
            href=lambda agreement: reverse("agreement-detail", args=[agreement.code]),
            under=lambda agreement: agreement.party_names,
        ),
        Column("state", _("State"), lambda agreement: AgreementState(agreement.state), kind="state"),
        Column("parties", _("Parties"), lambda agreement: agreement.party_names, shown=False),
        Column("kind", _("Kind"), lambda agreement: AgreementKind(agreement.kind), phone=False),
        Column("signed_on", _("Signed"), lambda a: a.signed_on, kind="date", sort="signed_on", nulls="last"),
        Column("starts_on", _("Starts"), lambda agreement: agreement.starts_on, kind="date", shown=False),
        Column("ends_on", _("Ends"), lambda a: a.ends_on, kind="date", sort="ends_on", nulls="last"),
        Column("pulse", _("Pulse"), lambda a: Pulse(a.pulse) if a.pulse else None, kind="status"),
        Column("code", _("Code"), lambda agreement: agreement.code, kind="code", shown=False),
    ),
    empty=Empty(_("No agreements yet"), _("An agreement begins as a draft between a centre and a company.")),
)


@require_safe
@for_roles(*READS_AGREEMENTS)
def agreements(request):
    return AGREEMENTS.page(request)


@require_POST
@for_roles(*READS_AGREEMENTS)
def export_agreements(request):
    return AGREEMENTS.export(request)


@require_safe
@for_roles(*READS_AGREEMENTS)
def agreement(request, code):
    """One agreement: who, until when, what was promised and how far it is kept."""
    found = get_object_or_404(agreements_of(request.viewer), code=code)
    progress = progress_of(promises_of(request.viewer).filter(agreement=found), today())
    pulse = Pulse(found.pulse) if found.pulse else None
    named = {row.promise.need_id for row in progress if row.promise.need_id}
    context = {
        "agreement": found,
        "state": AgreementState(found.state),
        "kind": AgreementKind(found.kind),
        "pulse": pulse,
        "tones": {"state": tone_of(AgreementState(found.state)), "pulse": tone_of(pulse)},
        "parties": parties_of(found),
        "sees_signatories": request.viewer.has(R.SECRETARIAT, R.BOARD_MEMBER, R.CENTRE_OFFICER, R.COMPANY_OFFICER),
        "opens_rows": request.viewer.has(R.SECRETARIAT, R.BOARD_MEMBER, R.CENTRE_OFFICER, R.COMPANY_OFFICER, R.AUDITOR),
        "progress": progress,
        "kept": sum(row.done >= row.promise.quantity for row in progress),
        "needs": needs_of(request.viewer).filter(pk__in=named),
        "trail": told(entries_of(found)),
    }
    return page(request, "secretariat/agreements/detail.html", context)
