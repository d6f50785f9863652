"""A signatory signs by the link she was sent; and the projector shows its board."""

from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from padan.agreements.queries.signing import (
    documents_in_signing,
    event_of_code,
    open_for,
    paper_to_sign,
    signatures_of,
)
from padan.agreements.queries.texts import party_of_code
from padan.base.errors import PadanError
from padan.web.downloads import file_response
from padan.web.pages import page
from padan.web.secretariat.board import show
from padan.web.secretariat.signing import signing_page


def sign_page(request, link):
    """The text that waits for the party's signature, or what became of it. Looking at it uses nothing up."""
    party = party_of_code(link.thing_code)
    if party is None:
        return _closed(request, _("This party was taken out of the agreement. Ask the forum."))
    documents = open_for(party)
    if not documents:
        return _after(request, party)
    found = documents[0]
    newest = paper_to_sign(found)
    if request.GET.get("file") == "pdf" and request.method != "POST":
        return _file(request, newest, found)
    return signing_page(
        request,
        found,
        party,
        by=link,
        after=redirect(request.path),
        template="link/signing.html",
        file="?file=pdf",
        token=False,
    )


def _after(request, party):
    """Signed, or not open: what stands, and the file to keep."""
    found = next(iter(documents_in_signing(party)), None)
    if found is None:
        return _closed(request, _("There is nothing to sign now. The text is still being written; ask the forum."))
    own = next((one for one in signatures_of(found) if one.party_id == party.pk), None)
    newest = paper_to_sign(found)
    if request.GET.get("file") == "pdf":
        return _file(request, newest, found)
    context = {"party": party, "document": found, "signature": own, "file": "?file=pdf" if newest else ""}
    return page(request, "link/signing_done.html", context)


def _file(request, paper, found):
    try:
        return file_response(paper, f"{found.agreement.code}-{paper.code}")
    except PadanError as altered:
        return _closed(request, str(altered))


def _closed(request, sentence):
    return page(request, "link/closed.html", {"sentence": sentence}, status=410)


def board_page(request, link):
    """The board of a signing day, for the machine at the projector."""
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    event = event_of_code(link.thing_code)
    return show(request, event) if event else _closed(request, _("This event is gone."))
