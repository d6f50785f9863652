"""A certificate handed out by link: its file, the credential beside it, and what became of it. No account."""

from padan.base.printed import printed_code
from padan.training.queries.papers import paper_of_link
from padan.training.states import CertificateKind, CertificateState, RevokeReason
from padan.web.downloads import bytes_response, file_response
from padan.web.pages import page


def fetch(request, link):
    """Download the paper as often as she likes, as long as the link is good."""
    paper = paper_of_link(link)
    if paper is None:
        return page(request, "link/closed.html", {"sentence": ""}, status=410)
    wanted = request.GET.get("berkas")
    if request.method == "GET" and wanted == "pdf":
        return file_response(paper, f"sertifikat-{paper.code}")
    if request.method == "GET" and wanted == "jwt":
        return bytes_response(paper.credential, f"sertifikat-{paper.code}.jwt", "application/vc+jwt")
    context = {
        "paper": paper,
        "kind": CertificateKind(paper.kind),
        "programme": paper.enrolment.batch.programme,
        "revoked": paper.state == CertificateState.REVOKED,
        "revoked_for": RevokeReason(paper.revoked_for).label if paper.revoked_for else "",
        "check": printed_code(paper.code),
    }
    return page(request, "link/paper.html", context)
