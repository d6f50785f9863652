"""The week, and the figures."""

from django.urls import path

from padan.web.secretariat import figures

urlpatterns = [
    path("angka/", figures.figure_list, name="figure-list"),
    path("angka/<slug:key>/", figures.figure, name="figure"),
]
