"""Bodies, needs, agreements."""

from django.urls import path

from padan.web.secretariat import demand, needs, organisations, promises, surveys, targets

urlpatterns = [
    path("perusahaan/", organisations.companies, name="company-list"),
    path("perusahaan/unduh/", organisations.export_companies, name="company-export"),
    path("perusahaan/<slug:code>/", organisations.company, name="company-detail"),
    path("lembaga/", organisations.centres, name="centre-list"),
    path("lembaga/unduh/", organisations.export_centres, name="centre-export"),
    path("lembaga/<slug:code>/", organisations.centre, name="centre-detail"),
    path("perusahaan/<slug:code>/kebutuhan/", needs.new_need, name="need-new"),
    path("perusahaan/<slug:code>/kebutuhan/tautan/", needs.link_for_need, name="need-link"),
    path("survei/", surveys.surveys, name="survey-list"),
    path("survei/baru/", surveys.new_survey, name="survey-new"),
    path("survei/perusahaan/", surveys.places, name="survey-place-list"),
    path("survei/perusahaan/unduh/", surveys.export_places, name="survey-place-export"),
    path("survei/perusahaan/<slug:code>/tautan/", surveys.link, name="survey-link"),
    path("survei/<slug:code>/", surveys.survey, name="survey-detail"),
    path("survei/<slug:code>/ingatkan/", surveys.remind, name="survey-remind"),
    path("kebutuhan/", needs.needs, name="need-list"),
    path("kebutuhan/unduh/", needs.export_needs, name="need-export"),
    path("kebutuhan/permintaan/", demand.demand, name="demand"),
    path("kebutuhan/permintaan/unduh/", demand.export_demand, name="demand-export"),
    path("kebutuhan/<slug:code>/", needs.need, name="need-detail"),
    path("kebutuhan/<slug:code>/jawab/", needs.answer, name="need-answer"),
    path("kebutuhan/<slug:code>/tarik/", needs.withdraw, name="need-withdraw"),
    path("target/", targets.targets, name="target-list"),
    path("target/baru/", targets.new_target, name="target-new"),
    path("target/<slug:code>/", targets.target, name="target-detail"),
    path("target/<slug:code>/baris/", targets.target_rows, name="target-rows"),
    path("target/<slug:code>/ubah/", targets.change_target, name="target-change"),
    path("target/<slug:code>/unduh/", targets.export_target, name="target-export"),
    path("janji/", promises.promises, name="promise-list"),
    path("janji/unduh/", promises.export_promises, name="promise-export"),
    path("janji/bukti/<slug:code>/", promises.delivery_file, name="delivery-file"),
    path("janji/bukti/<slug:code>/tarik/", promises.withdraw, name="delivery-withdraw"),
    path("janji/<slug:code>/", promises.promise, name="promise-detail"),
    path("janji/<slug:code>/catat/", promises.record_for_promise, name="promise-record"),
]
