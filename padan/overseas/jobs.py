"""A visit to a closed share link is written down off the request: a page that only shows writes nothing."""

from padan.base.clock import business_now
from padan.base.jobs import huey
from padan.overseas.actions.sharing import note_late
from padan.overseas.models import Share


@huey.task()
def note_closed_visit(code, language) -> None:
    share = Share.objects.filter(code=code).order_by("pk").first()
    if share is not None:
        note_late(share=share, at=business_now(), language=language)
