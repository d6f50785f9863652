"""Curriculum versions. They stand before ``program/<code>/``, which would take their words for codes."""

from django.urls import path

from padan.web.centre import curricula, drafts, endorsements

urlpatterns = [
    path("program/versi/", curricula.versions, name="version-list"),
    path("program/versi/unduh/", curricula.export_versions, name="version-export"),
    path("program/versi/<slug:code>/", curricula.version, name="version-detail"),
    path("program/versi/<slug:code>/langkah/", curricula.step, name="version-step"),
    path("program/versi/<slug:code>/isi/", drafts.text, name="version-text"),
    path("program/versi/<slug:code>/unit/", drafts.units, name="version-units"),
    path("program/unit/<slug:number>/", drafts.syllabus, name="version-unit"),
    path("program/versi/<slug:code>/beda/", curricula.changes, name="version-changes"),
    path("program/versi/<slug:code>/jawaban/", curricula.answers, name="version-answers"),
    path("program/versi/<slug:code>/tak-terbaca/", curricula.dismiss, name="version-dismiss"),
    path("program/versi/<slug:code>/cetak/", curricula.paper, name="version-paper"),
    path("program/versi/<slug:code>/case/", curricula.case, name="version-case"),
    path("program/versi/<slug:code>/minta/", endorsements.ask, name="version-ask"),
    path("program/versi/<slug:code>/ingatkan/", endorsements.remind, name="version-remind"),
    path("program/dukungan/<slug:code>/tautan/", endorsements.link, name="endorsement-link"),
    path("program/catatan/<slug:number>/", endorsements.resolve, name="remark-resolve"),
    path("program/<slug:code>/versi-baru/", curricula.begin, name="version-begin"),
    path("program/<slug:code>/impor-case/", drafts.bring_in, name="version-import"),
    path("lembaga/<slug:code>/pengajaran/", endorsements.teaching, name="centre-teaching"),
]
