from django.urls import path

from padan.web.public import views

urlpatterns = [
    path("", views.public_home, name="public-home"),
]
