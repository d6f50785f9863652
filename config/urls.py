"""Every address of the house. Each stands in the permission matrix (``tests/house/matrix.py``)."""

from django.urls import path

from padan.web.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
]
