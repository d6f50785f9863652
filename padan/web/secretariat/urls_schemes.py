"""Schemes to work abroad and their rules."""

from django.urls import path

from padan.web.secretariat import scheme_drafts, scheme_moves, schemes

urlpatterns = [
    path("jepang/skema/", schemes.scheme_list, name="scheme-list"),
    path("jepang/skema/unduh/", schemes.export_schemes, name="scheme-export"),
    path("jepang/skema/baru/", schemes.new_scheme, name="scheme-new"),
    path("jepang/skema/versi/<slug:code>/", schemes.version, name="rules-detail"),
    path("jepang/skema/versi/<slug:code>/langkah/", schemes.step, name="rules-step"),
    path("jepang/skema/versi/<slug:code>/beda/", schemes.changes, name="rules-changes"),
    path("jepang/skema/versi/<slug:code>/isi/", scheme_drafts.text, name="rules-text"),
    path("jepang/skema/versi/<slug:code>/tahap/", scheme_drafts.stages, name="rules-stages"),
    path("jepang/skema/versi/<slug:code>/biaya/", scheme_drafts.fees, name="rules-fees"),
    path("jepang/skema/versi/<slug:code>/pindah/", scheme_moves.move, name="rules-move"),
    path("jepang/skema/tahap/<slug:number>/", scheme_drafts.stage, name="rules-stage"),
    path("jepang/skema/<slug:code>/", schemes.scheme, name="scheme-detail"),
    path("jepang/skema/<slug:code>/langkah/", schemes.act_on_scheme, name="scheme-act"),
]
