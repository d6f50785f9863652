"""The company's own page; openings at work and their report."""

from django.urls import path

from padan.web.industry import backing, candidates, home, openings, reports

urlpatterns = [
    path("industri/", home.home, name="industry-home"),
    path("perusahaan/<slug:code>/lowongan/", openings.new_opening, name="opening-new"),
    path("perusahaan/<slug:code>/lowongan/tautan/", openings.ask_company, name="opening-ask"),
    path("lowongan/lapor/", reports.vacancies, name="vacancy-list"),
    path("lowongan/lapor/unduh/", reports.export_vacancies, name="vacancy-export"),
    path("lowongan/lapor/catat/", reports.record_vacancies, name="vacancy-record"),
    path("lowongan/<slug:code>/kelola/", openings.keep, name="opening-keep"),
    path("lowongan/<slug:code>/ubah/", openings.edit, name="opening-edit"),
    path("industri/usaha/<slug:code>/", backing.asked, name="backer-answer"),
    path("industri/permintaan/", home.requests, name="industry-requests"),
    path("industri/lowongan/<slug:code>/calon/", candidates.candidates, name="opening-candidates"),
]
