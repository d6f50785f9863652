"""A figure before everybody: its number, its rule, its whole, its tables, its map, and how to carry it elsewhere."""

from dataclasses import dataclass
from functools import cached_property

from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from padan.figures.asking import UnknownFigure
from padan.figures.metadata import licence, method_of
from padan.figures.places import map_of, summed
from padan.figures.public import Open, lines_of, open_figure, open_figures
from padan.figures.queries.frozen import published_frozen
from padan.figures.queries.published import release_in_force
from padan.figures.said import Said
from padan.figures.tables import published_grid, released_tables
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.public.caching import for_everybody

FIRST, MOST_LINES, MOST_FROZEN = 6, 300, 8
KINDS = ("csv", "xlsx", "json")


@dataclass(frozen=True)
class Shown:
    """One figure as the public pages show it."""

    one: Open
    windows: list[Open]

    def address(self, name="figure", **query):
        if self.one.window_key and len(self.windows) > 1:
            query = {"window": self.one.window_key} | query
        return reverse(name, args=[self.one.key], query=query)

    @property
    def rows_address(self):
        return self.address("figure-rows")

    @property
    def absolute(self):
        return f"{settings.PADAN_ADDRESS}{self.address()}"

    @property
    def files(self):
        """(kind, address) of each file; in the language of the page."""
        language = {"bahasa": "en"} if translation.get_language() == "en" else {}
        window = {"window": self.one.window_key} if self.one.window_key else {}
        return [
            (kind.upper(), reverse("public-file", args=[self.one.key, kind], query=window | language)) for kind in KINDS
        ]

    @property
    def embedded(self):
        """The one line of HTML that puts this figure into another page."""
        src = f"{settings.PADAN_ADDRESS}{self.address('public-embed')}"
        return f'<iframe src="{src}" title="{self.one.asked.label}" width="340" height="290" loading="lazy"></iframe>'

    @cached_property
    def release(self):
        return release_in_force() if self.one.figure.personal else None

    @cached_property
    def told(self):
        return released_tables(self.one, self.release)

    @cached_property
    def grid(self):
        return published_grid(self.one, self.told, self.release)

    @cached_property
    def counted(self):
        """Numbers by region: of people from the release, else of rows."""
        return self.told.regions if self.told else summed(self.one.places)

    @property
    def mapped(self):
        return any(code for code in self.counted)

    def places(self, drawn):
        """(place, address of its own map) of each place of a map."""
        for place in drawn.places if drawn else ():
            yield place, self.address("public-map", provinsi=place.code) if place.opens else ""

    @property
    def method(self):
        return method_of(self.one)


def shown_of(request, key):
    """The figure an address asks for; a window nobody stands at, or a day nobody understands, is left out."""
    try:
        day = DayField(required=False).clean(request.GET.get("as_of", ""))
    except ValidationError:
        day = None
    try:
        return Shown(*open_figure(key, window=request.GET.get("window", ""), as_of=day))
    except UnknownFigure:
        raise Http404 from None


@require_safe
@for_everybody()
def figure_list(request):
    """Every figure with its value and its files: counted ones first, reported totals apart."""
    found = [Shown(one, []) for one in open_figures()]
    groups = {
        "cohort": [shown for shown in found if shown.one.figure.windowed],
        "work": [shown for shown in found if not (shown.one.figure.windowed or shown.one.reported)],
        "told": [shown for shown in found if shown.one.reported],
    }
    return page(request, "public/figures.html", groups)


@require_safe
@for_everybody("window")
def figure(request, key):
    """One figure with everything behind it that is everybody's."""
    shown = shown_of(request, key)
    drawn = map_of(shown.counted) if shown.mapped else None
    context = {
        "shown": shown,
        "one": shown.one,
        "asked": shown.one.asked,
        "lines": lines_of(shown.one, most=FIRST),
        "map": drawn,
        "places": list(shown.places(drawn)),
        "frozen": [Said(one) for one in published_frozen().filter(key=key, dimensions={})[:MOST_FROZEN]],
        "licence": licence(),
    }
    return page(request, "public/figure.html", context)


@require_safe
@for_everybody("window")
def figure_rows(request, key):
    """The whole published table, which stands for the rows before the public."""
    shown = shown_of(request, key)
    return page(request, "public/rows.html", {"shown": shown, "one": shown.one, "most": MOST_LINES})


@require_safe
@for_everybody("window", "provinsi")
def figure_map(request, key):
    """A figure on the map of the provinces, or of the regencies of one, with every place in a table."""
    shown = shown_of(request, key)
    drawn = map_of(shown.counted, province=request.GET.get("provinsi", "")) or map_of(shown.counted)
    context = {"shown": shown, "one": shown.one, "map": drawn, "places": list(shown.places(drawn))}
    return page(request, "public/map.html", context | {"country": shown.address("public-map")})


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@for_everybody("window", "bahasa", seconds=300)
def embed(request, key):
    """One figure to stand in the page of a newspaper or an office: the only page of ours that may."""
    with translation.override("en" if request.GET.get("bahasa") == "en" else "id"):
        shown = shown_of(request, key)
        return page(request, "public/embed.html", {"shown": shown, "one": shown.one, "asked": shown.one.asked})
