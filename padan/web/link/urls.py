from django.urls import path

from padan.web.link import views

urlpatterns = [path("t/<str:token>/", views.open_link, name="link")]
