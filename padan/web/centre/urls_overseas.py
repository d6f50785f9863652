"""The route to Japan by staff: what waits, candidates, their exams and how they are."""

from django.urls import path

from padan.web.centre import advancing, candidate, candidates, positions, route, route_board

urlpatterns = [
    path("jepang/", route.home, name="overseas-home"),
    path("jepang/papan/", route_board.board, name="route-board"),
    path("jepang/papan/lanjut/", advancing.advance, name="route-advance"),
    path("jepang/papan/daftar/", route_board.waiting, name="stuck-list"),
    path("jepang/papan/daftar/unduh/", route_board.export_waiting, name="stuck-export"),
    path("jepang/calon/", candidates.candidates, name="candidate-list"),
    path("jepang/calon/unduh/", candidates.export_candidates, name="candidate-export"),
    path("jepang/calon/baru/", candidates.register, name="candidate-new"),
    path("jepang/calon/<slug:code>/", candidate.candidate, name="candidate-detail"),
    path("jepang/calon/<slug:code>/catat/", candidate.record_for_candidate, name="candidate-record"),
    path("jepang/nomor/", route.numbers, name="exam-number-list"),
    path("jepang/nomor/unduh/", route.export_numbers, name="exam-number-export"),
    path("jepang/nomor/<slug:code>/", route.exam, name="exam-detail"),
    path("jepang/lowongan/", positions.positions, name="position-list"),
    path("jepang/lowongan/unduh/", positions.export_positions, name="position-export"),
    path("jepang/lowongan/baru/", positions.new_position, name="position-new"),
    path("jepang/lowongan/<slug:code>/", positions.position, name="position-detail"),
    path("jepang/kabar/", route.check_ins, name="abroad-list"),
    path("jepang/kabar/unduh/", route.export_check_ins, name="abroad-export"),
    path("jepang/kabar/<slug:code>/", route.check_in, name="abroad-detail"),
]
