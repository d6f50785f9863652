"""What the ministry was told about vacancies: written down by whoever reported them there."""

from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.openings.models import Opening, VacancyReport
from padan.openings.permissions import check_may_keep_opening
from padan.openings.states import OpeningState, ReportKind
from padan.trail.actions import record

MOST = 500


class ReportInDisorder(ActionDenied):
    """The report is dated in the future, or says nothing."""


@transaction.atomic
def record_reports(*, openings, kind, reported_on, today, by, at, karirhub_ref="") -> int:
    """Write down that openings were reported, as vacant or as filled; returns how many were not known to be.

    A Karirhub reference belongs to one opening and is kept with it. The same revision twice is one report.
    """
    openings = list(openings)
    if not openings:
        raise ReportInDisorder(_("Choose the openings that were reported."))
    if len(openings) > MOST:
        raise ReportInDisorder(_("Write down at most %(most)s at once.") % {"most": MOST})
    if reported_on > today:
        raise ReportInDisorder(_("This day has not come yet."))
    reference = " ".join(karirhub_ref.split())
    if reference and len(openings) > 1:
        raise ReportInDisorder(_("A Karirhub reference belongs to one opening. Write these down one by one."))
    rows = Opening.objects.select_for_update(of=("self",)).select_related("company", "owner")
    openings = list(rows.filter(pk__in=[opening.pk for opening in openings]).order_by("pk"))
    for opening in openings:
        check_may_keep_opening(by, opening)
        if opening.state == OpeningState.DRAFT:
            raise ReportInDisorder(_("“%(opening)s” is a draft. Publish it first.") % {"opening": opening})
    told = set(VacancyReport.objects.filter(opening__in=openings, kind=kind).values_list("opening_id", "revision"))
    new = [opening for opening in openings if (opening.pk, opening.revision) not in told]
    VacancyReport.objects.bulk_create(
        VacancyReport(
            opening=opening,
            kind=ReportKind(kind),
            reported_on=reported_on,
            karirhub_ref=reference or opening.karirhub_ref,
            revision=opening.revision,
            by=by,
        )
        for opening in new
    )
    if reference:
        Opening.objects.filter(pk=openings[0].pk).update(karirhub_ref=reference, updated_at=at)
    if new:
        about = new[0] if len(new) == 1 else new[0].company
        record(by, "vacancies.reported", about, at=at,
               changes={"as": ["", kind], "count": [0, len(new)], "codes": ["", [row.code for row in new]],
                        "karirhub_ref": ["", reference]})  # fmt: skip
    return len(new)
