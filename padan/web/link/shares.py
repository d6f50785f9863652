"""What a receiver abroad is shown: in Japanese and English, marked, until the end of the link; every look is written.

Opening the address shows nothing of anybody: mail scanners and previews open links, too. A button lets in, with the
passphrase where there is one, and is what the log tells of.
"""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import override

from padan.base.clock import business_now, in_words, now, today
from padan.base.errors import PadanError
from padan.base.files import MEDIA_TYPE, FileKind
from padan.overseas.actions.sharing import open_share, show_cv, show_paper
from padan.overseas.japan import day_in_japan
from padan.overseas.jobs import note_closed_visit
from padan.overseas.printing import TOKYO, mark_for
from padan.overseas.queries.papers import cv_of
from padan.overseas.queries.sharing import names_of_kinds, share_behind, shown_through
from padan.overseas.states import Document, ShareState
from padan.web.downloads import bytes_response
from padan.web.pages import page

LANGUAGES = {"ja": "日本語", "en": "English"}
INSIDE = 30 * 60  # seconds until the door is shown again


def show(request, link):
    """The door; behind it the list of what is shown, and each file."""
    found = get_object_or_404(share_behind(link))
    language = _language(request, found)
    with override(language):
        response = _page(request, found, language)
    return _private(response, language)


def closed(request, link):
    """After its end, or revoked: a true sentence, no data; the visit is written down."""
    found = get_object_or_404(share_behind(link))
    language = _language(request, found)
    if request.method != "HEAD":
        note_closed_visit(found.code, language)
    with override(language):
        response = _closed(request, found, language, link=link)
    return _private(response, language)


def _page(request, found, language):
    if found.state(business_now()) != ShareState.OPEN:  # between the door and here its time ran out
        return _closed(request, found, language)
    here, inside = f"{request.path}?bahasa={language}", _inside(request, found)
    if request.method == "POST":
        do = request.POST.get("do")
        if do == "enter":
            try:
                open_share(
                    share=found, at=business_now(), language=language, passphrase=request.POST.get("passphrase", "")
                )
            except PadanError as refused:
                return _door(request, found, language, refusal=str(refused), status=422)
            request.session[_key(found)] = int(now().timestamp())
            return redirect(here)
        if do not in ("paper", "cv"):
            raise BadRequest
        if inside:
            return _file(request, found, do, language, here)
    return _list(request, found, language) if inside else _door(request, found, language)


def _file(request, found, do, language, here):
    code = request.POST.get("code", "")
    try:
        if do == "cv":
            candidate, content = show_cv(share=found, code=code, at=business_now(), today=today(), language=language)
            return bytes_response(content, f"CV-{candidate.code}.pdf", MEDIA_TYPE[FileKind.PDF])
        paper, content, kind = show_paper(share=found, code=code, at=business_now(), language=language)
    except PadanError as refused:
        messages.error(request, str(refused))
        return redirect(here)
    name = f"{paper.candidate.code}-{paper.kind}.{kind.value}"
    return bytes_response(content, name, MEDIA_TYPE[kind], shown=kind != FileKind.PDF)


def _door(request, found, language, *, refusal="", status=200):
    context = _frame(found, language) | {"refusal": refusal, "asks": bool(found.passphrase)}
    return page(request, "link/share/door.html", context, status=status)


def _list(request, found, language):
    names, labels = names_of_kinds(found), dict(Document.choices)

    def called(kind):
        rule = names.get(kind)
        own = rule and (rule.name_ja if language == "ja" else rule.name_en)
        return own or labels.get(kind) or (rule and rule.name) or kind

    people = []
    for one in shown_through(found):
        cv, scheme = cv_of(one.candidate), one.candidate.version.scheme
        people.append(
            {
                "code": one.candidate.code,
                "name": (cv and cv.romaji) or one.candidate.person.name.upper() or one.candidate.code,
                "katakana": cv.katakana if cv else "",
                "scheme": (scheme.name_ja if language == "ja" else scheme.name_en) or scheme.name,
                "papers": [(paper, called(paper.kind), _day(paper.expires_on, language)) for paper in one.papers],
                "cv": found.with_cv and cv is not None,
            }
        )
    context = _frame(found, language) | {"people": people, "mark": mark_for(found, business_now())}
    return page(request, "link/share/list.html", context)


def _closed(request, found, language, *, link=None):
    """``link`` may have ended before its share; what is said is its own end."""
    ended = min(found.expires_at, link.expires_at) if link else found.expires_at
    revoked = bool(found.revoked_at or (link and link.revoked_at))
    context = _frame(found, language, ended) | {"revoked": revoked}
    return page(request, "link/share/closed.html", context, status=410)


def _frame(found, language, until=None):
    end = (until or found.expires_at).astimezone(TOKYO)
    return {
        "share": found,
        "language": language,
        "others": [(code, name) for code, name in LANGUAGES.items() if code != language],
        "until": f"{_day(end.date(), language)} {end:%H:%M} JST",
    }


def _day(day, language):
    if day is None:
        return ""
    return day_in_japan(day) if language == "ja" else in_words(day)


def _language(request, found):
    asked = request.GET.get("bahasa", "")
    if asked in LANGUAGES:
        return asked
    return "ja" if found.receiver_country == "JP" else "en"


def _key(found):
    return f"share:{found.code}"


def _inside(request, found):
    entered = request.session.get(_key(found))
    return isinstance(entered, int) and 0 <= now().timestamp() - entered < INSIDE


def _private(response, language):
    """Kept by no cache, followed by no robot, passed on to nobody. The door of links adds no-store and the referrer."""
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
