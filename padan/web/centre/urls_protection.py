"""Protection on the route abroad: permits, money, alarms, complaints."""

from django.urls import path

from padan.web.centre import alarms, complaints, payments, permits
from padan.web.graduate import payments as her_payments
from padan.web.link import complaints as channel

urlpatterns = [
    path("jepang/izin/", permits.permits, name="permit-list"),
    path("jepang/izin/unduh/", permits.export_permits, name="permit-export"),
    path("jepang/izin/baru/", permits.new_permit, name="permit-new"),
    path("jepang/izin/<slug:code>/", permits.permit, name="permit-detail"),
    path("jepang/izin/<slug:code>/catat/", permits.record_for_permit, name="permit-record"),
    path("jepang/izin/<slug:code>/berkas/", permits.permit_file, name="permit-file"),
    path("jepang/calon/<slug:code>/mitra/", permits.partner_of, name="candidate-partner"),
    path("jepang/biaya/", payments.payments, name="payment-list"),
    path("jepang/biaya/unduh/", payments.export_payments, name="payment-export"),
    path("jepang/biaya/mitra/", payments.by_partner, name="payment-partner-list"),
    path("jepang/biaya/<slug:code>/berkas/", payments.payment_file, name="payment-file"),
    path("jepang/calon/<slug:code>/biaya/", payments.payments_of, name="candidate-payments"),
    path("jepang/peringatan/", alarms.alarms, name="alarm-list"),
    path("jepang/peringatan/unduh/", alarms.export_alarms, name="alarm-export"),
    path("jepang/peringatan/<slug:code>/", alarms.alarm, name="alarm-detail"),
    path("jepang/peringatan/<slug:code>/catat/", alarms.record_for_alarm, name="alarm-record"),
    path("jepang/pengaduan/", complaints.complaints, name="complaint-list"),
    path("jepang/pengaduan/poster/", complaints.poster, name="complaint-poster"),
    path("jepang/pengaduan/<slug:code>/", complaints.complaint, name="complaint-detail"),
    path("jepang/pengaduan/<slug:code>/catat/", complaints.record_for_complaint, name="complaint-record"),
    path("jepang/pengaduan/berkas/<slug:code>/", complaints.complaint_file, name="complaint-file"),
    path("saya/jepang/biaya/", her_payments.own, name="graduate-payments"),
    path("adu/", channel.receipt, name="complaint-receipt"),
    path("adu/<slug:code>/", channel.tell, name="complaint-tell"),
]
