"""A graduate's own certificates."""

from django.views.decorators.http import require_safe

from padan.training.queries.papers import papers_of, verification_code
from padan.training.states import CertificateKind, CertificateState
from padan.web.audience import R, for_roles
from padan.web.pages import page
from padan.web.tones import tone_of


@require_safe
@for_roles(R.GRADUATE)
def papers(request):
    """Each with its file, the credential beside it, and the page on which others check it."""
    own = papers_of(request.viewer).filter(enrolment__person_id=request.viewer.person_id, issued_at__isnull=False)
    return page(request, "graduate/papers.html", {"papers": [_told(paper) for paper in own]})


def _told(paper):
    state = CertificateState(paper.state)
    return paper, CertificateKind(paper.kind), state, tone_of(state), verification_code(paper)
