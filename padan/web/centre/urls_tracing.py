"""Tracing by staff: waves, calls, messages by hand, posters, conflicts, files, verification samples."""

from django.urls import path

from padan.web.centre import calls, conflicts, proofs, samples, waves

urlpatterns = [
    path("penelusuran/gelombang/", waves.waves, name="wave-list"),
    path("penelusuran/gelombang/unduh/", waves.export_waves, name="wave-export"),
    path("penelusuran/gelombang/baru/", waves.new_wave, name="wave-new"),
    path("penelusuran/gelombang/<slug:code>/", waves.wave, name="wave-detail"),
    path("penelusuran/gelombang/<slug:code>/langkah/", waves.step_wave, name="wave-step"),
    path("penelusuran/gelombang/<slug:code>/tanya/", waves.ask, name="wave-ask"),
    path("penelusuran/gelombang/<slug:code>/whatsapp/", waves.by_hand, name="wave-by-hand"),
    path("penelusuran/gelombang/<slug:code>/telepon/", calls.calls, name="wave-calls"),
    path("penelusuran/gelombang/<slug:code>/telepon/unduh/", calls.calls_file, name="wave-calls-file"),
    path("penelusuran/orang/", waves.asked, name="asked-list"),
    path("penelusuran/orang/unduh/", waves.export_asked, name="asked-export"),
    path("penelusuran/orang/<slug:code>/", calls.one, name="asked-detail"),
    path("penelusuran/orang/<slug:code>/pesan/", calls.message, name="asked-message"),
    path("penelusuran/beda/", conflicts.conflicts, name="conflict-list"),
    path("penelusuran/beda/unduh/", conflicts.export_conflicts, name="conflict-export"),
    path("penelusuran/beda/<slug:code>/", conflicts.conflict, name="conflict-detail"),
    path("penelusuran/bukti/", proofs.proofs, name="answer-proof-list"),
    path("penelusuran/bukti/unduh/", proofs.export_proofs, name="answer-proof-export"),
    path("penelusuran/bukti/<slug:code>/", proofs.proof, name="answer-proof-detail"),
    path("penelusuran/bukti/<slug:code>/berkas/", proofs.proof_file, name="answer-proof-file"),
    path("penelusuran/sampel/", samples.samples, name="sample-list"),
    path("penelusuran/sampel/unduh/", samples.export_samples, name="sample-export"),
    path("penelusuran/sampel/baru/", samples.new_sample, name="sample-new"),
    path("penelusuran/sampel/<slug:code>/", samples.sample, name="sample-detail"),
    path("penelusuran/sampel/<slug:code>/unduh/", samples.sample_file, name="sample-file"),
    path("penelusuran/sampel/orang/<slug:code>/", samples.sample_row, name="sample-row"),
    path("angkatan/<slug:code>/poster/", calls.poster, name="batch-poster"),
    path("angkatan/<slug:code>/poster/tarik/", calls.withdraw, name="batch-poster-withdraw"),
]
