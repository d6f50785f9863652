from django.urls import path

from padan.web.verify import views

urlpatterns = [
    path("v/", views.verify, name="verify"),
    path("v/<str:code>/", views.verify_code, name="verify-code"),
]
