"""Signing: documents, signing day, the board."""

from django.urls import path

from padan.web.secretariat import board, day

urlpatterns = [
    path("acara/<slug:code>/penandatanganan/", day.day, name="signing-day"),
    path("acara/<slug:code>/penandatanganan/bekukan/", day.freeze_all, name="signing-day-freeze"),
    path("acara/<slug:code>/penandatanganan/saksi/", day.add_witness, name="signing-day-witness"),
    path(
        "acara/<slug:code>/penandatanganan/saksi/<slug:witness>/lepas/",
        day.remove_witness,
        name="signing-day-witness-remove",
    ),
    path("acara/<slug:code>/penandatanganan/berita-acara/", day.minutes, name="signing-day-minutes"),
    path("acara/<slug:code>/penandatanganan/unduh/", day.sheet, name="signing-day-sheet"),
    path("acara/<slug:code>/penandatanganan/<slug:agreement>/geser/", day.move, name="signing-day-move"),
    path("acara/<slug:code>/penandatanganan/<slug:agreement>/sudah/", day.tap, name="signing-day-record"),
    path("acara/<slug:code>/penandatanganan/<slug:agreement>/batal/", day.undo, name="signing-day-undo"),
    path("acara/<slug:code>/papan/", board.board, name="board"),
    path("acara/<slug:code>/papan/arus/", board.stream, name="board-stream"),
    path("acara/<slug:code>/papan/tautan/", board.link, name="board-link"),
]
