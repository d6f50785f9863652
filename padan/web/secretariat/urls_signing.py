"""Signing: documents, signing day, the board."""

from django.urls import path

from padan.web.secretariat import board, day, signing

urlpatterns = [
    path("tanda-tangan/", signing.waiting, name="sign-waiting"),
    path("tanda-tangan/lembar/<slug:code>/", signing.paper, name="document-paper"),
    path("tanda-tangan/pihak/<slug:code>/", signing.sign, name="party-sign"),
    path("tanda-tangan/batal/<slug:code>/", signing.void, name="signature-void"),
    path("tanda-tangan/<slug:code>/", signing.document, name="document-signing"),
    path("tanda-tangan/<slug:code>/mulai/", signing.begin, name="document-begin"),
    path("tanda-tangan/<slug:code>/basah/", signing.ink, name="document-ink"),
    path("tanda-tangan/<slug:code>/pindaian/", signing.scan, name="document-scan"),
    path("tanda-tangan/<slug:code>/berkas/", signing.bring, name="document-bring"),
    path("acara/<slug:code>/penandatanganan/", day.day, name="signing-day"),
    path("acara/<slug:code>/penandatanganan/bekukan/", day.freeze_all, name="signing-day-freeze"),
    path("acara/<slug:code>/penandatanganan/saksi/", day.add_witness, name="signing-day-witness"),
    path("acara/<slug:code>/penandatanganan/berita-acara/", day.minutes, name="signing-day-minutes"),
    path("acara/<slug:code>/penandatanganan/unduh/", day.sheet, name="signing-day-sheet"),
    path("giliran/<slug:code>/geser/", day.move, name="turn-move"),
    path("giliran/<slug:code>/sudah/", day.tap, name="turn-record"),
    path("giliran/<slug:code>/batal/", day.undo, name="turn-undo"),
    path("saksi/<slug:code>/lepas/", day.remove_witness, name="witness-remove"),
    path("acara/<slug:code>/papan/", board.board, name="board"),
    path("acara/<slug:code>/papan/arus/", board.stream, name="board-stream"),
    path("acara/<slug:code>/papan/tautan/", board.link, name="board-link"),
]
