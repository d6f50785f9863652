"""Agreements: their life, their parties, their numbers."""

from django.urls import path

from padan.web.secretariat import agreements, drafting

urlpatterns = [
    path("kerja-sama/", agreements.agreements, name="agreement-list"),
    path("kerja-sama/unduh/", agreements.export_agreements, name="agreement-export"),
    path("kerja-sama/baru/", drafting.new, name="agreement-new"),
    path("kerja-sama/pihak/<slug:code>/", drafting.party, name="party-edit"),
    path("kerja-sama/pihak/<slug:code>/nomor/", drafting.number, name="party-number"),
    path("kerja-sama/pihak/<slug:code>/naik/", drafting.earlier, name="party-earlier"),
    path("kerja-sama/pihak/<slug:code>/keluarkan/", drafting.remove, name="party-remove"),
    path("kerja-sama/pihak/<slug:code>/ingatkan/", agreements.remind_party, name="party-remind"),
    path("kerja-sama/pihak/<slug:code>/pesan/", agreements.message_party, name="party-message"),
    path("kerja-sama/<slug:code>/", agreements.agreement, name="agreement-detail"),
    path("kerja-sama/<slug:code>/cetak/", agreements.printed, name="agreement-print"),
    path("kerja-sama/<slug:code>/ubah/", drafting.edit, name="agreement-edit"),
    path("kerja-sama/<slug:code>/langkah/", agreements.step, name="agreement-step"),
    path("kerja-sama/<slug:code>/buang/", agreements.discard, name="agreement-discard"),
    path("kerja-sama/<slug:code>/perpanjang/", agreements.renew, name="agreement-renew"),
    path("kerja-sama/<slug:code>/pihak-baru/", drafting.add, name="party-add"),
    path("kerja-sama/<slug:code>/janji/", drafting.promise, name="promise-new"),
    path("kerja-sama/janji/<slug:code>/keluarkan/", drafting.drop, name="promise-drop"),
    path("nomor/<slug:code>/", drafting.pattern, name="number-pattern"),
]
