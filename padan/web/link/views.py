"""The door of all signed links: it finds the link and hands the visitor to the page of its act."""

from django.views.decorators.http import require_http_methods

from padan.base.clock import now
from padan.curricula.permissions import ENDORSE
from padan.forum.actions.events import ANSWER
from padan.graduates.permissions import SEEK
from padan.matching import states
from padan.needs.permissions import FOLLOW, REQUESTS, SAY, SURVEY
from padan.openings.permissions import KEEP, WRITE
from padan.outcomes.permissions import TELL
from padan.outcomes.states import IDENTIFY
from padan.overseas.states import KEEP_PAPERS, PAY, ROUTE, SEE_SHARE
from padan.people.jobs import note_link_opened
from padan.people.queries import LinkClosed, LinkUnknown, link_of
from padan.placements.permissions import CHECK_IN, FIRST_DAY
from padan.training.actions.papers import FETCH
from padan.training.permissions import APPLY, OWN
from padan.ventures.states import BACK
from padan.ventures.states import KEEP as KEEP_VENTURE
from padan.web.graduate import business, payments, route, route_papers
from padan.web.graduate.seeking import by_link
from padan.web.link import (
    applications,
    backing,
    curricula,
    events,
    fairs,
    invitations,
    needs,
    openings,
    outcomes,
    papers,
    placements,
    posters,
    shares,
)
from padan.web.link.review import review_page
from padan.web.link.signing import board_page, sign_page
from padan.web.pages import page
from padan.web.telling import asks_by_script, kept_by_script

PAGES = {
    "agreement.review": review_page,
    "agreement.sign": sign_page,
    "event.board": board_page,
    SAY: needs.say,
    SURVEY: needs.answer_survey,
    FOLLOW: needs.follow,
    WRITE: openings.write,
    KEEP: openings.keep,
    SEEK: by_link,
    KEEP_VENTURE: business.by_link,
    BACK: backing.answer,
    ROUTE: route.by_link,
    PAY: payments.by_link,
    REQUESTS: needs.requests,
    ANSWER: events.answer,
    APPLY: applications.apply,
    OWN: applications.own,
    ENDORSE: curricula.endorse,
    FIRST_DAY: placements.first_day,
    CHECK_IN: placements.check_in,
    TELL: outcomes.tell,
    FETCH: papers.fetch,
    IDENTIFY: posters.poster,
    states.ANSWER: invitations.answer,
    states.CANDIDATES: invitations.candidates,
    states.VISIT: fairs.visit,
    states.TABLE: fairs.table,
    KEEP_PAPERS: route_papers.by_link,
    SEE_SHARE: shares.show,
}
"""Act to page: ``page(request, link)``, GET asks and POST acts. Pages of rooms stand beside this file."""

CLOSED = {SEE_SHARE: shares.closed}
"""Act to what is said once the link is closed, where another language or a log is needed."""


@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request, token):
    """What the link is for; or why it opens nothing any more."""
    if asks_by_script(request) and (kept := kept_by_script(request, token)):
        return _private(kept)
    try:
        link = link_of(token, at=now())
    except LinkUnknown as told:
        return page(request, "link/closed.html", {"sentence": told}, status=404)
    except LinkClosed as told:
        if told.link.act in CLOSED:
            return CLOSED[told.link.act](request, told.link)
        return page(request, "link/closed.html", {"sentence": told}, status=410)
    if request.method == "GET":
        note_link_opened(link.code)
    return _private(PAGES[link.act](request, link))


def _private(response):
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "same-origin"  # with none, browsers send forms without their origin
    response.headers.setdefault("X-Robots-Tag", "noindex")
    return response
