"""What runs in the races of ``test_protection_races.py``, each act in a process of its own."""

import sys
from datetime import date

from django.utils import timezone
from factories.organisations import OrganisationFactory
from factories.overseas import CandidateFactory, PermitFactory, whole_version

from padan.base.errors import ActionDenied
from padan.organisations.models import Organisation
from padan.overseas.actions.advancing import advance_together
from padan.overseas.actions.candidates import advance_candidate
from padan.overseas.actions.permits import attach_partner, record_permit, revoke_permit
from padan.overseas.models import AlarmCandidate, Candidate, Permit, Step

DAY = date(2024, 11, 15)


def said():
    return {"by": None, "at": timezone.now(), "today": DAY}


def prepare(number):
    """A partner with one permit, candidates who may be attached to it, bodies that want one number."""
    forum = OrganisationFactory(forum_body=True)
    centre = OrganisationFactory(centre=True, forum=forum)
    permit = PermitFactory(organisation__forum=forum)
    version = whole_version()
    stage = version.stages.first()
    candidates = [CandidateFactory(centre=centre, version=version, stage=stage).pk for _ in range(number)]
    bodies = [body.pk for body in OrganisationFactory.create_batch(number, forum=forum)]
    return {"permit": permit.pk, "candidates": candidates, "bodies": bodies}


def act(what, pk, more=None):
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    try:
        if what == "attach":
            partner = Permit.objects.select_related("organisation").get(pk=more).organisation
            attach_partner(candidate=Candidate.objects.get(pk=pk), partner=partner, **said())
        elif what == "revoke":
            permit = Permit.objects.select_related("organisation").get(pk=pk)
            revoke_permit(permit=permit, revoked_on=DAY, words="Keputusan menteri", **said())
        elif what == "together":
            rows = list(Candidate.objects.filter(pk__in=pk).select_related("stage").order_by("-pk"))
            told = advance_together(candidates=rows, seen={row.pk: more for row in rows}, on=DAY, **said())
            return len(told.gone)
        elif what == "alone":
            advance_candidate(candidate=Candidate.objects.get(pk=pk), seen=more, on=DAY, **said())
            return 1
        else:
            record_permit(
                organisation=Organisation.objects.get(pk=pk), kind="so", number="KEP.900/LATTAS/2024",
                issued_on=date(2024, 1, 2), expires_on=date(2027, 1, 1), source="Daftar SO", **said(),
            )  # fmt: skip
    except ActionDenied as denied:
        return type(denied).__name__
    return "done"


def count():
    """Who is attached, whom the alarm names, and how many bodies hold the one number."""
    return {
        "attached": sorted(Candidate.objects.exclude(partner=None).values_list("pk", flat=True)),
        "named": sorted(AlarmCandidate.objects.values_list("candidate_id", flat=True)),
        "stood": sorted(Step.objects.filter(entered_on=DAY).values_list("candidate_id", flat=True)),
        "holders": Permit.objects.filter(number="KEP.900/LATTAS/2024").count(),
    }


ACTS = {"prepare": prepare, "act": act, "count": count}
