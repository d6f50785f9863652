"""What is open to everybody. The addresses of figures and of frozen values are kept for good."""

from django.urls import path

from padan.web.public import data, figures, frozen, views

urlpatterns = [
    path("", views.public_home, name="public-home"),
    path("angka/cara/", views.method, name="public-method"),
    path("angka/<slug:key>/peta/", figures.figure_map, name="public-map"),
    path("angka/<slug:key>/sematan/", figures.embed, name="public-embed"),
    path("data/", data.data, name="public-data"),
    path("data/skema.json", data.kept_schema, name="public-schema"),
    path("data/semua.<slug:kind>", data.everything, name="public-everything"),
    path("data/beku/", frozen.frozen_list, name="public-frozen-list"),
    path("data/beku/<slug:code>/", frozen.frozen, name="public-frozen"),
    path("data/beku/<slug:code>.json", frozen.frozen_data, name="public-frozen-data"),
    path("data/<slug:key>.<slug:kind>", data.file, name="public-file"),
]
