"""Money asked of candidates: all of it in a list, of one candidate, and by partner; beside what her rules allow."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.whatsapp import whatsapp_link
from padan.overseas.actions.payments import (
    OTHER,
    note_paid,
    payment_link,
    question_about,
    record_payment,
    withdraw_payment,
)
from padan.overseas.money import MOST, other, written
from padan.overseas.permissions import may_keep_candidate, may_withdraw_payment
from padan.overseas.queries.candidates import candidates_of, fees_of
from padan.overseas.queries.protection import (
    payments_of_candidate,
    payments_open_to,
    payments_standing,
    totals_by_partner,
    totals_of,
)
from padan.overseas.states import Asker, Currency, Verdict
from padan.training.permissions import may_see_names
from padan.web.acting import done
from padan.web.audience import FORUM, R, for_roles
from padan.web.downloads import file_response
from padan.web.forms import DayField, KeptFileField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.money import amounts
from padan.web.pages import page
from padan.web.tones import tone_of

READS_MONEY = (*FORUM, R.CENTRE_OFFICER, R.AUDITOR)
KEEPS = (R.SECRETARIAT, R.CENTRE_OFFICER)
TABS = "overseas/_tabs.html"


def purpose_of(payment) -> str:
    """What it was for: the rule's name, or the words that were said."""
    return payment.rule.name if payment.rule else payment.words or payment.purpose


PAYMENTS = Listing(
    name="payment",
    title=_("Money asked of candidates"),
    lead=_("As it was said, rupiah and yen apart. What is beyond the rules of her scheme raises an alarm."),
    see_also=("payment-partner-list", _("By partner")),
    rows=lambda viewer: payments_standing(payments_open_to(viewer)),
    order=order_of("-asked_on"),
    filters=(
        choice("verdict", _("By the rules"), Verdict.choices, "verdict"),
        choice("asker", _("Who asked"), Asker.choices, "asker"),
        choice("currency", _("Currency"), Currency.choices, "currency"),
        Filter(
            "paid",
            forms.ChoiceField(
                label=_("Paid"), required=False, choices=[("", _("All")), ("yes", _("paid")), ("no", _("not paid"))]
            ),
            lambda rows, value: rows.filter(paid_on__isnull=value == "no"),
        ),
        day("from", _("Asked from"), "asked_on__gte"),
        day("to", _("Asked until"), "asked_on__lte"),
        of_code("candidate", _("Candidate code"), "candidate__code"),
        of_code("partner", _("Partner code"), "organisation__code"),
    ),
    personal=True,
    tabs=TABS,
    columns=(
        Column(
            "candidate",
            _("Candidate"),
            lambda one: one.candidate.code,
            kind="code",
            href=lambda one: reverse("candidate-payments", args=[one.candidate.code]),
            under=lambda one: one.candidate.centre.name,
        ),
        Column("verdict", _("By the rules"), lambda one: Verdict(one.verdict), kind="state"),
        Column("amount", _("Amount"), lambda one: written(one.amount, one.currency), under=purpose_of),
        Column("asker", _("Who asked"), lambda one: Asker(one.asker), under=lambda one: one.organisation),
        Column("asked_on", _("Asked on"), lambda one: one.asked_on, kind="date", sort="asked_on"),
        Column("paid_on", _("Paid on"), lambda one: one.paid_on, kind="date", sort="paid_on", nulls="last"),
        Column("number", _("Amount in figures"), lambda one: one.amount, shown=False),
        Column("currency", _("Currency"), lambda one: one.currency, shown=False),
        Column("purpose", pgettext_lazy("payment", "What for"), lambda one: one.purpose, shown=False),
        Column("most", _("At most by the rule"), lambda one: one.rule and one.rule.most, shown=False),
        Column("organisation", _("Body"), lambda one: one.organisation and one.organisation.name, shown=False),
        Column("by_her", _("Told by herself"), lambda one: one.by_her, shown=False),
        Column("code", _("Code"), lambda one: one.code, kind="code", shown=False),
        Column("name", _("Name"), lambda one: one.candidate.person.name, shown=False, open_to=may_see_names),
    ),
    empty=Empty(
        _("No money is written down"),
        _("Nothing asked is the best answer. Write down every amount on the candidate's own page, paid or not."),
    ),
)


class PaymentForm(forms.Form):
    """What was asked. An unlikely amount is asked back: then ``confirmed`` stands there with both currencies."""

    amount = forms.IntegerField(
        label=_("How much?"),
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(label=_("In which money?"), choices=Currency.choices, widget=forms.RadioSelect)
    confirmed = forms.ChoiceField(label=_("Which of the two was it?"), required=False, widget=forms.RadioSelect)
    asker = forms.ChoiceField(label=_("Who asked for it?"), choices=[("", _("Choose")), *Asker.choices])
    asker_name = forms.CharField(label=_("Their name, if you know it"), max_length=150, required=False)
    purpose = forms.ChoiceField(label=_("What for?"))
    words = forms.CharField(label=pgettext_lazy("payment", "What was said"), max_length=300, required=False)
    asked_on = DayField(label=_("When was it asked?"))
    paid_on = DayField(label=_("When was it paid? Empty: not paid"), required=False)
    proof = KeptFileField(label=_("Receipt, transfer or chat as picture or PDF"), required=False)

    def __init__(self, data=None, *args, fees, **more):
        if data is not None and data.get("amount"):
            data = data.copy()
            data["amount"] = plain(data["amount"])
        super().__init__(data, *args, **more)
        named = [(fee.purpose, fee.name) for fee in fees]
        self.fields["purpose"].choices = [("", _("Choose")), *named, (OTHER, _("Something else"))]
        if question := self._question(fees):
            amount, currency = question
            self.fields["confirmed"].choices = [
                (f"{amount} {one}", f"{written(amount, one)} ({Currency(one).label})")
                for one in (currency, other(currency))
            ]
        else:
            del self.fields["confirmed"]

    def _question(self, fees):
        amount, currency = self.data.get("amount", ""), self.data.get("currency", "")
        told = {name: self.data.get(name, "") for name in ("asker", "purpose")}
        if not (amount.isascii() and amount.isdigit() and len(amount) < 14 and currency in Currency.values):
            return None
        number = int(amount)
        asked = number and question_about(fees, amount=number, currency=currency, **told)
        return (number, currency) if asked else None

    def clean(self):
        told = super().clean()
        amount, _space, currency = (told.get("confirmed") or "").partition(" ")
        if amount and int(amount) == told.get("amount"):
            told["currency"] = currency
        return told


class PaidForm(forms.Form):
    paid_on = DayField(label=_("When was it paid?"))
    proof = KeptFileField(label=_("Receipt as picture or PDF"), required=False)


class WithdrawForm(forms.Form):
    words = forms.CharField(label=_("What was wrong with it?"), max_length=300)


def plain(text: str) -> str:
    """An amount as people type it, without Rp, ¥, points and blanks; what is none is left for the field to refuse."""
    bare = text.strip().lower().removeprefix("rp").lstrip(".").removeprefix("¥").strip()
    bare = bare.removesuffix(",-").removesuffix(",00").replace("\u00a0", " ")
    kept = bare.replace(".", "").replace(" ", "")
    groups = bare.replace(" ", ".").split(".")
    whole = len(groups) == 1 or (len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))
    return kept if kept.isascii() and kept.isdigit() and whole else text


@require_safe
@for_roles(*READS_MONEY)
def payments(request):
    return PAYMENTS.page(request)


@require_POST
@for_roles(*READS_MONEY)
def export_payments(request):
    return PAYMENTS.export(request)


@require_safe
@for_roles(*READS_MONEY)
def by_partner(request):
    """What each body asked of candidates, each currency by itself."""
    return page(request, "overseas/payment_partners.html", {"rows": amounts(totals_by_partner(request.viewer))})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READS_MONEY)
def payments_of(request, code):
    """What was asked of one candidate, what her rules allow, and writing more down."""
    found = get_object_or_404(candidates_of(request.viewer).select_related("centre__forum"), code=code)
    may = may_keep_candidate(request.viewer, found)
    if request.method != "POST" or not may:
        if request.method == "POST":
            raise BadRequest
        return _page(request, found, may=may)
    do, said = request.POST.get("do", ""), {"by": request.user, "at": now(), "today": today()}
    if do == "link":
        return _page(request, found, may=may, link=_letter(request, found))
    if do == "record":
        form = PaymentForm(request.POST, request.FILES, fees=fees_of(found.version))
        if form.is_valid() and done(form, record_payment, candidate=found, **form.cleaned_data, **said):
            messages.success(request, gettext("Written down."))
            return redirect("candidate-payments", code)
        return _page(request, found, may=may, form=form, status=422)
    rows = payments_of_candidate(request.viewer, found).filter(withdrawn_on=None)
    payment = get_object_or_404(rows, code=request.POST.get("payment", ""))
    if do == "paid":
        form, act = PaidForm(request.POST, request.FILES, auto_id=f"p_{payment.code}_%s"), note_paid
    elif do == "withdraw":
        form, act = WithdrawForm(request.POST, auto_id=f"w_{payment.code}_%s"), withdraw_payment
    else:
        raise BadRequest
    if form.is_valid() and done(form, act, payment=payment, **form.cleaned_data, **said):
        messages.success(request, gettext("Written down."))
        return redirect("candidate-payments", code)
    return _page(request, found, may=may, posted={(do, payment.code): form}, status=422)


@require_safe
@for_roles(*READS_MONEY)
def payment_file(request, code):
    """The proof of one payment."""
    found = get_object_or_404(payments_open_to(request.viewer).exclude(file_name=""), code=code)
    return file_response(found, found.code)


def lines_of(rows, *, may=False, viewer=None, posted=None):
    """Payments as a page shows them, with the forms of what may be done about each."""
    posted = posted or {}
    lines = []
    for one in rows:
        verdict = Verdict(one.verdict)
        standing = one.withdrawn_on is None
        paid = posted.get(("paid", one.code)) or PaidForm(auto_id=f"p_{one.code}_%s")
        back = posted.get(("withdraw", one.code)) or WithdrawForm(auto_id=f"w_{one.code}_%s")
        lines.append(
            {
                "payment": one,
                "amount": written(one.amount, one.currency),
                "purpose": purpose_of(one),
                "asker": one.organisation.name if one.organisation else one.asker_name or one.get_asker_display(),
                "verdict": verdict,
                "tone": tone_of(verdict) if standing else "sleep",
                "most": written(one.rule.most, one.rule.currency) if one.rule else "",
                "free": one.rule is not None and one.rule.most == 0,
                "paid": paid if may and standing and not one.paid_on else None,
                "withdraw": back if standing and viewer is not None and may_withdraw_payment(viewer, one) else None,
            }
        )
    return lines


def rules_of(version):
    """What may be asked under the rules, in words."""
    return [
        {"name": fee.name, "most": written(fee.most, fee.currency) if fee.most else "", "payer": fee.payer,
         "source": fee.source}
        for fee in fees_of(version)
    ]  # fmt: skip


def section_for(viewer, candidate):
    """What ``overseas/_payments.html`` shows of a candidate on a page about her."""
    rows = list(payments_of_candidate(viewer, candidate))
    standing = [one for one in rows if one.withdrawn_on is None]
    return {
        "payments": lines_of(rows[:5]),
        "payments_number": len(standing),
        "payments_beyond": sum(one.verdict != Verdict.ALLOWED for one in standing),
    }


def _letter(request, found):
    """The words to send, and the way to send them."""
    address = payment_link(candidate=found, by=request.user, at=now())
    text = gettext(
        "%(name)s, whoever asks you for money on the way to Japan: write it down here, paid or not. You see at once "
        "whether it may be asked: %(link)s\n\nThe link is for you alone. %(centre)s"
    ) % {"name": found.person.name or found.code, "link": address, "centre": found.centre.name}
    return {"text": text, "whatsapp": whatsapp_link(text, found.person.phone)}


def _page(request, found, *, may, form=None, posted=None, link=None, status=200):
    rows = payments_of_candidate(request.viewer, found)
    context = {
        "candidate": found,
        "named": may_see_names(request.viewer),
        "lines": lines_of(rows, may=may, viewer=request.viewer, posted=posted),
        "opens": next(iter(posted), None) if posted else None,
        "totals": amounts(totals_of(rows)),
        "rules": rules_of(found.version),
        "form": form or (PaymentForm(fees=fees_of(found.version)) if may else None),
        "link": link,
    }
    return page(request, "overseas/payments.html", context, status=status)
