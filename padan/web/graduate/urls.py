"""A graduate's own page."""

from django.urls import path

from padan.web.graduate import business, home, invitations, papers, route, route_papers, seeking, telling

urlpatterns = [
    path("saya/", home.home, name="graduate-home"),
    path("saya/kerja/", seeking.own, name="graduate-seeking"),
    path("saya/usaha/", business.own, name="graduate-business"),
    path("saya/jepang/", route.own, name="graduate-route"),
    path("saya/unduh/", home.export, name="graduate-own-export"),
    path("saya/sertifikat/", papers.papers, name="graduate-papers"),
    path("saya/jepang/berkas/", route_papers.own, name="own-route-papers"),
    path("saya/kabar/<slug:code>/", telling.own, name="own-question"),
    path("saya/undangan/<slug:code>/", invitations.invitation, name="own-invitation"),
]
