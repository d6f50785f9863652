"""One page for the head of the house: a sentence, three figures, the one line, and what needs a decision.

Kept, it is made of frozen figures and stays as it went out; until somebody keeps one, it is counted now and says so.
"""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now, today
from padan.base.whatsapp import whatsapp_link
from padan.figures.actions.freezing import LANGUAGE
from padan.figures.actions.reports import make_summary
from padan.figures.asking import ask
from padan.figures.queries.reports import bodies_with_reports, corrected_among, newest_summary, reports_open_to
from padan.figures.reports.summary import OF_THE_LINE, as_message
from padan.figures.reports.telling import fingerprint
from padan.figures.states import ReportKind
from padan.organisations.queries import Viewer, roles_of
from padan.organisations.states import Kind
from padan.web.acting import tried
from padan.web.audience import STAFF, R, for_roles
from padan.web.lines import Step
from padan.web.pages import page
from padan.web.secretariat.reports import body_asked
from padan.web.secretariat.week import needs, promises, ready, target_of

DECISIONS = 4
NOW = ("placed", "unknown", "partners", *OF_THE_LINE)


@require_safe
@for_roles(*STAFF)
def summary(request):
    """Fit for a phone and for one sheet of paper: the newest that was kept, or as it stands now (``?sekarang=1``)."""
    viewer = request.viewer
    if code := request.GET.get("laporan"):
        kept = get_object_or_404(reports_open_to(viewer).filter(kind=ReportKind.SUMMARY), code=code[:30])
    else:
        kept = None if request.GET.get("sekarang") else newest_summary(viewer)
    context = _kept(kept) if kept else _counted_now(request, today())
    context["may_make"] = viewer.has(R.SECRETARIAT) and bodies_with_reports(viewer).exists()
    return page(request, "figures/summary.html", context)


@require_POST
@for_roles(R.SECRETARIAT)
def keep_summary(request):
    """Freeze today's figures of a body and keep the page made of them."""
    _bodies, body = body_asked(request)
    with translation.override(LANGUAGE):
        waiting = decisions(_speaking_for(request.viewer, body), today())
    told = {"organisation": body, "decisions": waiting, "by": request.user, "at": now(), "today": today()}
    made = tried(request, _("The page is kept, with its figures frozen."), make_summary, **told)
    if made is None:
        return redirect("report-new")
    return redirect(reverse("figure-summary", query={"laporan": made.code}))


def _speaking_for(viewer, body):
    """Who would be asked for the decisions of this body: its own officers, of a forum its secretariat."""
    if body.kind == Kind.CENTRE:
        return Viewer(roles=frozenset({R.CENTRE_OFFICER}), own={R.CENTRE_OFFICER: frozenset({body.pk})})
    forum = frozenset({body.pk})
    return Viewer(viewer.user, frozenset({R.SECRETARIAT}), {R.SECRETARIAT: forum}, forum, forum)


def decisions(viewer, day):
    """What waits, as the paper names it."""
    groups = [promises(viewer, day), needs(viewer, day), ready(viewer)]
    waiting = [(group.title, task) for group in groups for task in group.tasks][:DECISIONS]
    return [
        {"apa": str(title), "isi": ", ".join(filter(None, [str(task.title), str(task.status)])), "sebab": str(task.why)}
        for title, task in waiting
    ]


def _counted_now(request, day):
    viewer = request.viewer
    asked = {key: ask(key, viewer) for key in NOW}
    large = [
        figure_block(asked[key], asked[key].window, asked[key].denominator, reverse("figure", args=[key]))
        for key in ("placed", "partners", "unknown")
    ]
    if target := target_of(asked["partners"]):
        large[1] |= {"target": target["value"], "expected": target["expected"], "window": target["window"]}
    return {
        "kept": None,
        "day": day,
        "bodies": ", ".join(role.organisation.name for role in roles_of(request.user) if role.organisation),
        "placed": asked["placed"],
        "silent": asked["unknown"].numerator,
        "figures": large,
        "steps": line(asked, {key: reverse("figure", args=[key]) for key in asked}),
        "decisions": decisions(viewer, day),
    }


def _kept(report):
    shown = {one.frozen.key: one.frozen for one in report.shown.all()}
    told = report.content
    to = {key: reverse("frozen-detail", args=[frozen.code]) for key, frozen in shown.items()}
    large = [
        figure_block(shown[words["kunci"]], words["jendela"], shown[words["kunci"]].rows_count, to[words["kunci"]])
        for words in told["angka"]
        if words["kunci"] in shown
    ]
    for block in large:
        if told["sasaran"] and block["key"] not in ("placed", "unknown"):
            block |= {"target": told["sasaran"]["value"], "expected": told["sasaran"]["expected"]}
    return {
        "kept": report,
        "corrected": bool(corrected_among(shown.values())),
        "day": report.day,
        "bodies": report.organisation.name,
        "placed": shown["placed"],
        "sentence": told["kalimat"],
        "figures": large,
        "steps": line(shown, to),
        "decisions": told["keputusan"],
        "mark": fingerprint(shown["placed"]),
        "version": shown["placed"].rule_version,
        "whatsapp": whatsapp_link(as_message(told)),
    }


def figure_block(one, window, rows, href):
    """A figure as its component draws it, from an answer of now or a frozen one."""
    return {
        "key": one.key,
        "label": one.label,
        "value": one.value,
        "unit": one.unit,
        "k": one.numerator if one.unit == "share" else None,
        "n": one.denominator,
        "low": None if one.key == "unknown" else one.low,
        "high": None if one.key == "unknown" else one.high,
        "unknown": one.key == "unknown",
        "window": window,
        "as_of": one.as_of,
        "rows": rows,
        "href": href,
        "target": None,
        "expected": None,
    }


def line(figures, to):
    """The six steps, each opening its figure; one that is not counted reads "not yet"."""
    told = [
        (_("Needs"), "needed", _("people asked for")),
        (_("Units"), "units_named", _("named")),
        (_("Programmes"), "programmes", _("kept by the centres")),
        (_("Batches"), "batches", _("completed")),
    ]
    steps = [
        Step(label, (figures[key].numerator or None) if key in figures else None, note, to.get(key, ""))
        for label, key, note in told
    ]
    placed = figures["placed"]
    return [
        *steps,
        Step(_("Graduates"), placed.denominator or None, _("people"), to["placed"]),
        Step(_("Placements"), placed.numerator or None, _("in waged work"), to["placed"]),
    ]
