"""The week, the figures, and the life of agreements."""

from django.urls import include, path

from padan.web.secretariat import breakdowns, figures, summary, week

urlpatterns = [
    path("", include("padan.web.secretariat.urls_agreements")),
    path("pekan-ini/", week.week, name="week"),
    path("angka/", figures.figure_list, name="figure-list"),
    path("angka/ringkasan/", summary.summary, name="figure-summary"),
    path("angka/<slug:key>/", figures.figure, name="figure"),
    path("angka/<slug:key>/baris/", figures.rows, name="figure-rows"),
    path("angka/<slug:key>/unduh/", figures.download, name="figure-download"),
    path("angka/<slug:key>/menurut/", breakdowns.groups, name="figure-groups"),
    path("angka/<slug:key>/menurut/unduh/", breakdowns.download, name="figure-groups-download"),
]
