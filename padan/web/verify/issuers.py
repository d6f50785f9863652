"""What machines read when they check a credential of ours: who issued it, with which key, and what was revoked.

Nothing here is about a person: a list holds bits in an order drawn by lot.
"""

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from padan.base.clock import now
from padan.training.actions.papers import signed_status
from padan.training.credentials import building, tokens
from padan.training.queries.papers import issuer_keys, issuer_of, key_address, lists_of

FRESH = 300  # seconds that a list may be kept by who asks


@require_safe
def profile(request, code):
    """The issuer and its keys."""
    keys = _keys(code)
    told = building.profile(issuer_of(keys[0].centre), [_jwk(key) for key in keys])
    return _open(JsonResponse(told, content_type="application/ld+json"))


@require_safe
def key(request, code, key):
    """One public key, as a JWK."""
    for one in _keys(code):
        if one.code == key:
            return _open(JsonResponse(_jwk(one), content_type="application/jwk+json"))
    raise Http404


@require_safe
def status(request, code, number):
    """The signed list of what was revoked."""
    keys = _keys(code)
    centre = keys[0].centre
    if number >= lists_of(centre):
        raise Http404
    text = signed_status(centre, number, at=now())
    return _open(HttpResponse(text, content_type="application/vc+jwt"))


def _keys(code):
    keys = issuer_keys(code)
    if not keys:
        raise Http404
    return keys


def _jwk(key):
    return tokens.jwk(tokens.unb64(key.public), key_address(key))


def _open(response):
    """For everybody, also for pages of other sites; kept for some minutes."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
