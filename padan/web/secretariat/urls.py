"""The week, the figures, and the life of agreements."""

from django.urls import include, path

from padan.web.secretariat import breakdowns, figures, frozen, releases, reports, summary, week

urlpatterns = [
    path("", include("padan.web.secretariat.urls_agreements")),
    path("pekan-ini/", week.week, name="week"),
    path("angka/", figures.figure_list, name="figure-list"),
    path("angka/ringkasan/", summary.summary, name="figure-summary"),
    path("angka/beku/", frozen.frozen_list, name="frozen-list"),
    path("angka/beku/unduh/", frozen.export_frozen, name="frozen-export"),
    path("angka/beku/<slug:code>/", frozen.frozen, name="frozen-detail"),
    path("angka/beku/<slug:code>/bukti/", frozen.proof, name="frozen-proof"),
    path("angka/rilis/", releases.releases, name="release-list"),
    path("angka/rilis/unduh/", releases.export_releases, name="release-export"),
    path("angka/rilis/baru/", releases.new_release, name="release-new"),
    path("angka/rilis/<slug:code>/", releases.release_page, name="release-detail"),
    path("angka/ringkasan/simpan/", summary.keep_summary, name="figure-summary-make"),
    path("laporan/", reports.reports, name="report-list"),
    path("laporan/unduh/", reports.export_reports, name="report-export"),
    path("laporan/baru/", reports.new_report, name="report-new"),
    path("laporan/baru/siaran-pers/", reports.new_press_release, name="report-press"),
    path("laporan/disiapkan/<slug:code>/", reports.report_order, name="report-order"),
    path("laporan/baru/tahunan/", reports.new_yearly_report, name="report-yearly"),
    path("laporan/<slug:code>/", reports.report, name="report-detail"),
    path("laporan/<slug:code>/pdf/", reports.report_file, {"kind": "pdf"}, name="report-pdf"),
    path("laporan/<slug:code>/word/", reports.report_file, {"kind": "docx"}, name="report-docx"),
    path("laporan/<slug:code>/excel/", reports.report_workbook, name="report-xlsx"),
    path("angka/<slug:key>/", figures.figure, name="figure"),
    path("angka/<slug:key>/bekukan/", frozen.freeze_figure, name="figure-freeze"),
    path("angka/<slug:key>/baris/", figures.rows, name="figure-rows"),
    path("angka/<slug:key>/unduh/", figures.download, name="figure-download"),
    path("angka/<slug:key>/menurut/", breakdowns.groups, name="figure-groups"),
    path("angka/<slug:key>/menurut/unduh/", breakdowns.download, name="figure-groups-download"),
]
