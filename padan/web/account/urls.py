"""Sign-in and one's own account. Only the routes of the accounts library that Padan needs; nobody signs up."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path
from django.views.decorators.http import require_POST

from padan.web.account import views
from padan.web.preferences import preferences

urlpatterns = [
    path("tampilan/", preferences, name="preferences"),
    path("rumah/", views.home, name="home"),
    path("masuk/", account.login, name="account_login"),
    path("masuk/nonaktif/", account.account_inactive, name="account_inactive"),
    path("masuk/langkah-kedua/", mfa.authenticate, name="mfa_authenticate"),
    path("masuk/kunci-sandi/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("masuk/lupa/", account.password_reset, name="account_reset_password"),
    path("masuk/lupa/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    path("masuk/lupa/selesai/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^masuk/lupa/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("keluar/", require_POST(account.logout), name="account_logout"),
    path("akun/", views.own_account, name="account"),
    path("akun/pastikan/", account.reauthenticate, name="account_reauthenticate"),
    path("akun/pastikan/kode/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("akun/pastikan/kunci-sandi/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("akun/sandi/", account.password_change, name="account_change_password"),
    path("akun/sandi/baru/", account.password_set, name="account_set_password"),
    path("akun/langkah-kedua/", mfa.index, name="mfa_index"),
    path("akun/langkah-kedua/aplikasi/", totp.activate_totp, name="mfa_activate_totp"),
    path("akun/langkah-kedua/aplikasi/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("akun/langkah-kedua/kode/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("akun/langkah-kedua/kode/baru/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("akun/langkah-kedua/kode/unduh/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("akun/kunci-sandi/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("akun/kunci-sandi/tambah/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("akun/kunci-sandi/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("akun/kunci-sandi/<int:pk>/lepas/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
