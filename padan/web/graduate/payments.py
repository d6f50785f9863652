"""Money asked of a candidate, told by herself on her phone: she sees at once whether it may be asked."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from padan.base.clock import now, today
from padan.overseas.actions.payments import record_payment, withdraw_payment
from padan.overseas.queries.candidates import candidate_behind, fees_of, routes_of
from padan.overseas.queries.protection import payments_told_to
from padan.web.acting import done
from padan.web.audience import R, for_roles
from padan.web.centre.payments import PaymentForm, WithdrawForm, lines_of, rules_of
from padan.web.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.GRADUATE)
def own(request):
    """Her page by account."""
    found = routes_of(request.viewer.person_id).first()
    if found is None:
        raise Http404
    return answer(request, found, by=request.user, template="graduate/payments.html")


def by_link(request, link):
    """Her page by link."""
    return answer(request, get_object_or_404(candidate_behind(link)), by=link, template="link/payments.html")


def answer(request, candidate, *, by, template):
    """The page, or what came of one of its buttons."""
    said, fees = {"by": by, "at": now(), "today": today()}, list(fees_of(candidate.version))
    do, form, posted = request.POST.get("do", ""), None, {}
    if request.method == "POST":
        if do == "record":
            form = PaymentForm(request.POST, request.FILES, fees=fees)
            act, told = record_payment, {"candidate": candidate}
        elif do == "withdraw":
            rows = payments_told_to(candidate).filter(by_her=True, withdrawn_on=None)
            payment = get_object_or_404(rows, code=request.POST.get("payment", ""))
            form = WithdrawForm(request.POST, auto_id=f"w_{payment.code}_%s")
            act, told, posted = withdraw_payment, {"payment": payment}, {("withdraw", payment.code): form}
        else:
            raise BadRequest
        if form.is_valid() and done(form, act, **told, **form.cleaned_data, **said):
            messages.success(request, _("Noted. Thank you.") if do == "record" else _("Taken back."))
            return redirect(request.path)
    lines = lines_of(payments_told_to(candidate), posted=posted)
    for line in lines:
        payment = line["payment"]
        if payment.by_her and payment.withdrawn_on is None:
            line["withdraw"] = posted.get(("withdraw", payment.code)) or WithdrawForm(auto_id=f"w_{payment.code}_%s")
    context = {
        "candidate": candidate,
        "lines": lines,
        "opens": next(iter(posted), None),
        "rules": rules_of(candidate.version),
        "form": form if do == "record" else PaymentForm(fees=fees),
        "telling": do == "record" or not lines,
    }
    return page(request, template, context, status=422 if do else 200)
