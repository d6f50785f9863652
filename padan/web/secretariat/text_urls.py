"""Templates, texts, their review, their paper."""

from django.urls import path

from padan.web.secretariat import documents, templates

urlpatterns = [
    path("naskah/", templates.templates, name="template-list"),
    path("naskah/unduh/", templates.export_templates, name="template-export"),
    path("naskah/<slug:code>/", templates.template, name="template-detail"),
    path("naskah/<slug:code>/pdf/", templates.template_pdf, name="template-pdf"),
    path("naskah/<slug:code>/salin/", templates.copy, name="template-copy"),
    path("naskah/<slug:code>/ubah/", templates.edit, name="template-edit"),
    path("naskah/<slug:code>/pensiunkan/", templates.retire, name="template-retire"),
    path("kerja-sama/<slug:code>/naskah/", documents.texts, name="agreement-texts"),
    path("kerja-sama/<slug:code>/naskah/mulai/", documents.begin, name="text-begin"),
    path("dokumen/<slug:code>/", documents.document, name="document-detail"),
    path("dokumen/<slug:code>/pdf/", documents.document_pdf, name="document-pdf"),
    path("dokumen/<slug:code>/ubah/", documents.edit, name="document-edit"),
    path("dokumen/<slug:code>/lakukan/", documents.act, name="document-act"),
    path("dokumen/<slug:code>/ralat/", documents.correct, name="document-correct"),
]
