"""Papers: certificates of training and of competence."""

from django.urls import path

from padan.web.centre import papers

urlpatterns = [
    path("sertifikat/", papers.papers, name="paper-list"),
    path("sertifikat/unduh/", papers.export_papers, name="paper-export"),
    path("sertifikat/tanda-tangan/", papers.sign, name="paper-sign"),
    path("sertifikat/lembaga/<slug:code>/", papers.series, name="paper-series"),
    path("sertifikat/<slug:code>/", papers.paper, name="paper-detail"),
    path("sertifikat/<slug:code>/berkas/", papers.file, name="paper-file"),
    path("sertifikat/<slug:code>/kredensial/", papers.credential, name="paper-credential"),
    path("sertifikat/<slug:code>/tindakan/", papers.act, name="paper-act"),
    path("angkatan/<slug:code>/sertifikat/", papers.of_class, name="batch-papers"),
]
