"""Programmes, batches, graduates, openings, placements, tracing."""

from django.urls import path

from padan.web.centre import asking, batches, gap, graduates, openings, outcomes, placements, programmes, what_if

urlpatterns = [
    path("program/", programmes.programmes, name="programme-list"),
    path("program/unduh/", programmes.export_programmes, name="programme-export"),
    path("program/<slug:code>/", programmes.programme, name="programme-detail"),
    path("program/<slug:code>/andai/", what_if.what_if_taught, name="what-if"),
    path("kesenjangan/", gap.gap, name="gap"),
    path("kesenjangan/unduh/", gap.export_gap, name="gap-export"),
    path("angkatan/", batches.batches, name="batch-list"),
    path("angkatan/unduh/", batches.export_batches, name="batch-export"),
    path("angkatan/<slug:code>/", batches.batch, name="batch-detail"),
    path("angkatan/<slug:code>/lulusan/", asking.batch_seekers, name="batch-seekers"),
    path("lulusan/<slug:code>/tautan/", asking.graduate_seeker, name="graduate-ask"),
    path("lulusan/", graduates.graduates, name="graduate-list"),
    path("lulusan/unduh/", graduates.export_graduates, name="graduate-export"),
    path("lulusan/<slug:code>/", graduates.graduate, name="graduate-detail"),
    path("lulusan/<slug:code>/nik/", graduates.nik, name="graduate-nik"),
    path("lowongan/", openings.openings, name="opening-list"),
    path("lowongan/unduh/", openings.export_openings, name="opening-export"),
    path("lowongan/<slug:code>/", openings.opening, name="opening-detail"),
    path("penempatan/", placements.placements, name="placement-list"),
    path("penempatan/unduh/", placements.export_placements, name="placement-export"),
    path("penempatan/kabar/", placements.check_ins, name="check-in-list"),
    path("penempatan/kabar/unduh/", placements.export_check_ins, name="check-in-export"),
    path("penempatan/kabar/<slug:code>/", placements.check_in, name="check-in-detail"),
    path("penempatan/kabar/<slug:code>/tautan/", placements.ask_by_hand, name="check-in-link"),
    path("penempatan/bukti/<slug:code>/", placements.proof, name="proof-file"),
    path("penempatan/bukti/<slug:code>/tarik/", placements.take_proof_back, name="proof-withdraw"),
    path("penempatan/<slug:code>/", placements.placement, name="placement-detail"),
    path("penempatan/<slug:code>/catat/", placements.record_for_placement, name="placement-record"),
    path("penelusuran/", outcomes.outcomes, name="outcome-list"),
    path("penelusuran/unduh/", outcomes.export_outcomes, name="outcome-export"),
    path("penelusuran/dilaporkan/", outcomes.reported, name="reported-list"),
    path("penelusuran/dilaporkan/unduh/", outcomes.export_reported, name="reported-export"),
]
