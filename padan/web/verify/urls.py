from django.urls import path

from padan.web.verify import issuers, views

urlpatterns = [
    path("v/", views.verify, name="verify"),
    path("v/<str:code>/", views.verify_code, name="verify-code"),
    path("penerbit/<slug:code>/", issuers.profile, name="issuer-profile"),
    path("penerbit/<slug:code>/kunci/<slug:key>/", issuers.key, name="issuer-key"),
    path("penerbit/<slug:code>/status/<int:number>/", issuers.status, name="issuer-status"),
]
