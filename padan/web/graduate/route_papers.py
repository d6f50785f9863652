"""Her papers on the route, on her phone: brought, agreed to, and who looked; her Japanese CV. By link or account."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from padan.base.clock import business_now, today
from padan.overseas.actions.papers import agree_to_health, answer_share, bring_paper, remove_paper, withdraw_consent
from padan.overseas.queries.candidates import candidate_behind
from padan.overseas.queries.papers import candidate_of, consents_of, papers_of_candidate
from padan.overseas.queries.sharing import names_of_kinds
from padan.overseas.states import ConsentState, Document, Purpose
from padan.web.acting import done, tried
from padan.web.audience import R, for_roles
from padan.web.centre.candidate_papers import PaperForm, cv_answer, file_answer, kinds_for, rows_for, seen_by
from padan.web.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.GRADUATE)
def own(request):
    """Her papers by account."""
    found = candidate_of(request.viewer.person_id)
    if found is None:
        raise Http404
    return answer(request, found, by=request.user, base="graduate/base.html")


def by_link(request, link):
    """Her papers by link."""
    found = get_object_or_404(candidate_behind(link))
    return answer(request, found, by=link, base="link/base.html")


def answer(request, candidate, *, by, base):
    """The page, or what came of one of its buttons. ``?cv`` is the page of her Japanese CV."""
    if "cv" in request.GET:
        back = f"{request.path}?cv=1"
        return cv_answer(request, candidate, by=by, back=back, template="graduate/route_cv.html", base=base)
    form, opens, said = None, "", {"by": by, "at": business_now()}
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "bring":
            form = PaperForm(request.POST, request.FILES, kinds=kinds_for(candidate))
            if form.is_valid() and done(form, bring_paper, candidate=candidate, today=today(), **form.told(), **said):
                messages.success(request, _("Received. It lies sealed; who opens it stands below."))
                return redirect(request.path)
            opens = request.POST.get("kind", "")
        elif do in ("open", "download"):
            paper = get_object_or_404(papers_of_candidate(candidate), code=request.POST.get("paper", ""))
            return file_answer(request, paper, by=by, back=request.path)
        elif do in BUTTONS:
            BUTTONS[do](request, candidate, said)
            return redirect(request.path)
        else:
            raise BadRequest
    context = _context(candidate, form, opens) | {"base": base}
    return page(request, "graduate/route_papers.html", context, status=422 if form else 200)


def _context(candidate, form, opens):
    rows, consents = rows_for(candidate, lambda paper: True), list(consents_of(candidate))
    labels = dict(Document.choices)
    shares = []
    for consent in consents:
        if consent.purpose == Purpose.SHARE:
            names = names_of_kinds(consent.share)
            kinds = [
                names[kind].called if kind in names else str(labels.get(kind, kind)) for kind in consent.share.kinds
            ]
            shares.append((consent, kinds, any(row.asked.health and row.asked.paper and row.asked.kind
                                               in consent.share.kinds for row in rows)))  # fmt: skip
    health = next((one for one in consents if one.purpose == Purpose.HEALTH), None)
    kinds = kinds_for(candidate, [row.asked for row in rows])
    return {
        "candidate": candidate,
        "rows": rows,
        "form": form or PaperForm(kinds=kinds),
        "bringing": form is not None,
        "opens": opens,
        "health": health,
        "health_open": bool(health and health.state == ConsentState.GIVEN),
        "asks_health": any(row.asked.health for row in rows),
        "shares": [one for one in shares if one[0].state != ConsentState.ASKED],
        "waiting": [one for one in shares if one[0].state == ConsentState.ASKED and not one[0].share.revoked_at],
        "seen": seen_by(candidate),
    }


def _health(request, candidate, said):
    tried(request, _("Noted. You can take it back at any time."), agree_to_health, candidate=candidate, **said)


def _consent(request, candidate):
    return get_object_or_404(consents_of(candidate), code=request.POST.get("consent", ""))


def _agree(request, candidate, said):
    more = {"agrees": True, "with_health": request.POST.get("with_health") == "on"}
    consent = _consent(request, candidate)
    tried(request, _("Noted: it may be shown. You can take it back at any time."), answer_share, consent=consent,
          **more, **said)  # fmt: skip


def _decline(request, candidate, said):
    consent = _consent(request, candidate)
    tried(request, _("Noted: nothing is shown."), answer_share, consent=consent, agrees=False, **said)


def _withdraw(request, candidate, said):
    consent = _consent(request, candidate)
    tried(request, _("Taken back. It is closed from this moment on."), withdraw_consent, consent=consent, **said)


def _remove(request, candidate, said):
    paper = get_object_or_404(papers_of_candidate(candidate), code=request.POST.get("paper", ""))
    why = request.POST.get("why", "").strip() or _("She took it out herself.")
    tried(request, _("Taken out. Its file has left the disk."), remove_paper, paper=paper, why=why, **said)


BUTTONS = {"health": _health, "agree": _agree, "decline": _decline, "withdraw": _withdraw, "remove": _remove}
