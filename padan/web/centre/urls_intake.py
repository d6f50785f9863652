"""Files in: bring, look, answer, enter."""

from django.urls import path

from padan.web.centre import intake

urlpatterns = [
    path("impor/", intake.uploads, name="intake-list"),
    path("impor/<slug:code>/", intake.upload, name="intake-detail"),
    path("impor/<slug:code>/jawab/", intake.answer, name="intake-answer"),
    path("impor/<slug:code>/masukkan/", intake.enter, name="intake-enter"),
    path("impor/<slug:code>/batalkan/", intake.cancel, name="intake-cancel"),
    path("impor/<slug:code>/sisa/", intake.remains, name="intake-remains"),
]
