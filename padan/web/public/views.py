"""What everybody may see first: the home, and how everything is counted. These pages reach figures and nothing else."""

from django.views.decorators.http import require_safe

from padan.figures.home import how_it_is_counted
from padan.figures.home import public_home as counted_home
from padan.figures.metadata import method_in_words
from padan.figures.public import open_figures
from padan.figures.queries.published import release_in_force
from padan.figures.tables import released_tables
from padan.web.pages import page
from padan.web.public.caching import for_everybody


@require_safe
@for_everybody()
def public_home(request):
    """Forum-wide totals, counted beforehand, and the released table by trade; one question where it is in hand."""
    home = counted_home()
    told = released_tables(home["cohort"], release_in_force())
    context = {"home": home, "trades": told.trades if told else [], "release": told.release if told else None}
    return page(request, "public/home.html", context)


@require_safe
@for_everybody()
def method(request):
    """Every rule in plain words."""
    told = [(item["question"], item["answer"]) for item in how_it_is_counted()] + method_in_words()
    return page(request, "public/method.html", {"told": told, "found": open_figures()})
