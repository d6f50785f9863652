"""A graduate's own page."""

from django.urls import path

from padan.web.graduate import home

urlpatterns = [
    path("saya/", home.home, name="graduate-home"),
    path("saya/unduh/", home.export, name="graduate-own-export"),
]
