"""The registry of bodies, the pairs that may be one, the night's work."""

from django.urls import path

from padan.organisations.queries import OTHERS
from padan.organisations.states import Kind
from padan.web.secretariat import bodies, nights, organisations, pairs

urlpatterns = [
    path("perusahaan/baru/", bodies.open_one, {"kinds": (Kind.COMPANY,)}, name="company-open"),
    path("lembaga/baru/", bodies.open_one, {"kinds": (Kind.CENTRE,)}, name="centre-open"),
    path("instansi/", organisations.offices, name="office-list"),
    path("instansi/unduh/", organisations.export_offices, name="office-export"),
    path("instansi/baru/", bodies.open_one, {"kinds": OTHERS}, name="office-open"),
    path("instansi/<slug:code>/", organisations.office, name="office-detail"),
    path("badan/<slug:code>/ubah/", bodies.edit, name="body-edit"),
    path("badan/<slug:code>/nama/", bodies.name_add, name="body-name-add"),
    path("badan/<slug:code>/nama/hapus/", bodies.name_drop, name="body-name-drop"),
    path("badan/<slug:code>/kembaran/", pairs.twin, name="body-twin"),
    path("badan/<slug:code>/tutup/", bodies.close, name="body-close"),
    path("badan/<slug:code>/buka/", bodies.reopen, name="body-reopen"),
    path("badan/<slug:code>/hapus/", bodies.remove, name="body-remove"),
    path("badan/<slug:code>/kontak/", bodies.contact_add, name="contact-add"),
    path("kontak/<slug:code>/", bodies.contact_edit, name="contact-edit"),
    path("kontak/<slug:code>/hapus/", bodies.contact_remove, name="contact-remove"),
    path("mungkin-sama/", pairs.pairs, name="pair-list"),
    path("mungkin-sama/<slug:code>/", pairs.pair, name="pair-detail"),
    path("mungkin-sama/<slug:code>/beda/", pairs.apart, name="pair-apart"),
    path("pekerjaan-malam/", nights.nights, name="chore-list"),
    path("pekerjaan-malam/unduh/", nights.export_nights, name="chore-export"),
]
