"""The company's own page."""

from django.urls import path

from padan.web.industry import home

urlpatterns = [
    path("industri/", home.home, name="industry-home"),
]
