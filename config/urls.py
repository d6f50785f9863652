"""Every address of the house. Each stands in the permission matrix (``tests/house/matrix.py``)."""

from django.urls import include, path

from padan.web.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("padan.web.link.urls")),  # first what is asked most: each address is looked for in this order
    path("", include("padan.web.public.urls")),
    path("", include("padan.web.account.urls")),
    path("", include("padan.web.secretariat.urls")),
    path("", include("padan.web.secretariat.urls_registry")),
    path("", include("padan.web.secretariat.urls_forum")),
    path("", include("padan.web.secretariat.list_urls")),
    path("", include("padan.web.secretariat.text_urls")),
    path("", include("padan.web.secretariat.urls_signing")),
    path("", include("padan.web.secretariat.urls_schemes")),
    path("", include("padan.web.industry.urls")),
    path("", include("padan.web.centre.urls_curricula")),
    path("", include("padan.web.centre.urls")),
    path("", include("padan.web.centre.urls_intake")),
    path("", include("padan.web.centre.urls_matching")),
    path("", include("padan.web.centre.urls_papers")),
    path("", include("padan.web.centre.urls_overseas_papers")),
    path("", include("padan.web.centre.urls_tracing")),
    path("", include("padan.web.centre.urls_overseas")),
    path("", include("padan.web.centre.urls_protection")),
    path("", include("padan.web.graduate.urls")),
    path("", include("padan.web.verify.urls")),
]

handler400 = "padan.web.errors.bad_request"
handler403 = "padan.web.errors.permission_denied"
handler404 = "padan.web.errors.page_not_found"
handler500 = "padan.web.errors.server_error"
