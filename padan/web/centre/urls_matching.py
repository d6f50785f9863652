"""Shortlists and rounds."""

from django.urls import path

from padan.web.centre import rounds, shortlists

urlpatterns = [
    path("padanan/", rounds.rounds, name="round-list"),
    path("padanan/unduh/", rounds.export_rounds, name="round-export"),
    path("padanan/baru/", rounds.new_round, name="round-new"),
    path("padanan/hasil/", rounds.results, name="round-result-list"),
    path("padanan/hasil/unduh/", rounds.export_results, name="round-result-export"),
    path("padanan/lowongan/<slug:code>/", shortlists.of_opening, name="opening-shortlist"),
    path("padanan/lulusan/<slug:code>/", shortlists.of_graduate, name="graduate-shortlist"),
    path("padanan/<slug:code>/", rounds.round_page, name="round-detail"),
    path("padanan/<slug:code>/langkah/", rounds.act, name="round-act"),
    path("padanan/<slug:code>/perubahan/", rounds.change, name="round-change"),
    path("padanan/<slug:code>/undang/", rounds.invite, name="round-invite"),
    path("padanan/<slug:code>/periksa/", rounds.verify, name="round-verify"),
]
