"""Papers of candidates, their Japanese CV, and what receivers abroad are shown."""

from django.urls import path

from padan.web.centre import candidate_papers, shares

urlpatterns = [
    path("jepang/berkas/", candidate_papers.papers, name="candidate-paper-list"),
    path("jepang/berkas/unduh/", candidate_papers.export_papers, name="candidate-paper-export"),
    path("jepang/berkas/<slug:code>/buka/", candidate_papers.open_paper, name="candidate-paper-open"),
    path("jepang/calon/<slug:code>/berkas/", candidate_papers.candidate_papers, name="candidate-papers"),
    path("jepang/calon/<slug:code>/cv/", candidate_papers.candidate_cv, name="candidate-cv"),
    path("jepang/tautan/", shares.shares, name="share-list"),
    path("jepang/tautan/unduh/", shares.export_shares, name="share-export"),
    path("jepang/tautan/baru/", shares.new_share, name="share-new"),
    path("jepang/tautan/<slug:code>/", shares.share, name="share-detail"),
]
