"""The public home: forum-wide totals only, counted beforehand and kept as a summary."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from padan.base.clock import today
from padan.figures.asking import Asked
from padan.figures.models import Summary
from padan.figures.protect import SMALL
from padan.figures.public import SCOPE, Answers, count_answers, first_told, is_small, read, told_of
from padan.figures.queries.rows import needs_said, partner_period
from padan.outcomes.states import Status
from padan.placements.states import Evidence

AWAKE_WITHIN = timedelta(days=180)
PROVEN = (Evidence.FILE, Evidence.EMPLOYER, Evidence.OFFICER)
NEWEST = 4
OF_PEOPLE = {"graduate", "placement"}  # steps that count persons, so that a small group is only named


def public_home() -> dict[str, Any]:
    """What the public home shows, from the summaries; counted on the spot only where none was ever made."""
    kept = dict(Summary.objects.filter(scope__in=["all", SCOPE]).values_list("scope", "payload"))
    if len(kept) < 2:
        answers = count_answers(as_of=today())
        kept = {"all": count_home(answers, as_of=today()), SCOPE: told_of(answers)}
    first = {key: next(iter(found.values())) for key, found in read(kept[SCOPE]).items()}
    return _told(kept["all"]) | {
        "cohort": first["placed"],
        "employed": first["placed"],
        "self_employed": first["self_employed"],
        "unknown": first["unknown"],
        "if_all": first["placed"].bounds[1] if first["placed"].bounds else None,
        "reported": first["reported_placement"],
        "how": how_it_is_counted(),
    }


def count_home(answers: Answers, *, as_of: date) -> dict[str, Any]:
    """What the home shows beside the figures themselves, for the whole installation: fit for JSON, nobody named."""
    asked = first_told(answers)
    return {
        "as_of": as_of.isoformat(),
        "partners": _partners(asked["partners"]),
        "line": _line(asked),
        "newest_partners": _newest(asked["partners"]),
    }


def _partners(asked: Asked) -> dict[str, Any]:
    rows = asked.figure.rows(asked.question)
    target = partner_period(asked.question)
    signing = rows.aggregate(last=Max("agreement__signed_on"))["last"]
    before = rows.filter(agreement__signed_on__lt=signing) if signing else rows.none()
    awake = before.filter(agreement__last_activity_on__gte=asked.as_of - AWAKE_WITHIN).count()
    told: dict[str, Any] = {
        "value": asked.value,
        "as_of": asked.as_of.isoformat(),
        "signing_on": _iso(signing),
        "before": before.count(),
        "today_added": asked.numerator - before.count(),
        "awake": awake,
        "asleep": before.count() - awake,
        "target": None,
    }
    if target:
        days = (target.ends_on - target.starts_on).days
        gone = min(max((asked.as_of - target.starts_on).days, 0), days)
        told |= {
            "target": target.value,
            "expected_today": round(target.value * gone / days),
            "starts_on": target.starts_on.isoformat(),
            "ends_on": target.ends_on.isoformat(),
        }
    return told


def _newest(asked: Asked) -> list[dict[str, Any]]:
    newest = asked.figure.rows(asked.question).order_by("-agreement__signed_on", "organisation__name_key")[:NEWEST]
    said = {
        need.company_id: need.words
        for need in needs_said(asked.question).filter(company__in=[row.organisation_id for row in newest])
    }
    return [
        {
            "name": row.organisation.name,
            "on": row.agreement.signed_on.isoformat(),
            "need": said.get(row.organisation_id, ""),
        }
        for row in newest
    ]


def _line(asked: dict[str, Asked]) -> list[dict[str, Any]]:
    needs = asked["needed"]
    companies = needs.figure.rows(needs.question).order_by().aggregate(n=Count("company", distinct=True))["n"]
    return [
        {"step": "need", "key": "needed", "n": needs.numerator, "companies": companies},
        {"step": "unit", "key": "units_named", "n": asked["units_named"].numerator},
        {"step": "programme", "key": "programmes", "n": asked["programmes"].numerator},
        {"step": "batch", "key": "batches", "n": asked["batches"].numerator},
        {"step": "graduate", "key": "graduates", "n": asked["placed"].denominator},
        {"step": "placement", "key": "placed", "n": asked["placed"].numerator, "proven": _proven(asked["placed"])},
    ]


def _proven(asked: Asked) -> int:
    """Those in waged work of whom a file, the employer or an officer tells."""
    rows = asked.figure.rows(asked.question).order_by()
    return rows.filter(status=Status.EMPLOYED, evidence__in=PROVEN).count()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


DATES = {"as_of", "starts_on", "ends_on", "signing_on", "on"}


def _told(kept: Any, key: str = "") -> Any:
    """The summary as pages read it: ISO dates become dates, steps get their words beside them."""
    if isinstance(kept, list):
        return [_told(item) for item in kept]
    if isinstance(kept, dict):
        told = {name: _told(value, name) for name, value in kept.items()}
        if "step" in kept:
            told |= _step_words(kept)
        return told
    return date.fromisoformat(kept) if key in DATES and kept else kept


def _step_words(step: dict[str, Any]) -> dict[str, Any]:
    labels = {
        "need": (_("Needs"), _("people asked for by %(n)s companies") % {"n": step.get("companies", 0)}),
        "unit": (_("Units"), _("competency units named")),
        "programme": (_("Programmes"), _("kept by the centres")),
        "batch": (_("Batches"), _("classes completed")),
        "graduate": (_("Graduates"), _("people")),
        "placement": (
            _("Placements"),
            _("%(n)s with proof") % {"n": proven} if (proven := step.get("proven", 0)) >= SMALL else _("in waged work"),
        ),
    }
    label, note = labels[step["step"]]
    small = step["step"] in OF_PEOPLE and is_small(step["n"])
    return {"label": label, "note": note, "small": small}


def how_it_is_counted() -> list[dict[str, str]]:
    """Four questions of the public, answered."""
    return [
        {
            "question": _("When is a company counted as a partner?"),
            "answer": _(
                "When at least one agreement was signed by both sides and is in force on the cut-off date. Two "
                "documents with one company are still one partner."
            ),
        },
        {
            "question": _("When is a graduate counted as employed?"),
            "answer": _(
                "When she is in waged work at the window, by the latest answer up to the cut-off date. An "
                "apprenticeship is not counted as work; a business of one's own is a figure of its own."
            ),
        },
        {
            "question": _("Why is there a “not known”?"),
            "answer": _(
                "Some graduates have not answered. They stay in the whole and are shown. Nobody is called unemployed "
                "for being silent."
            ),
        },
        {
            "question": _("Why are some numbers hidden or rounded?"),
            "answer": _(
                "In a group under five people anybody could guess who is meant. Published tables are therefore rounded "
                "cell by cell, and such a group is only named."
            ),
        },
    ]
