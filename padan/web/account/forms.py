"""Forms of the accounts library, in the words a person uses."""

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

from padan.web.account.adapter import as_e164


class SignInForm(LoginForm):
    """E-mail or phone. A phone may be written as people write it: 0812…, 62812…, +62 812-…"""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("E-mail or phone number")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        password.label = _("Password")
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password"}

    def clean_login(self):
        login = super().clean_login()
        return as_e164(login) or login


class PasskeyForm(AddWebAuthnForm):
    """A new passkey."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        if alone := self.fields.get("passwordless"):
            alone.label = _("This passkey opens the account without the password")
            alone.help_text = _("The device then asks for a finger, a face or its PIN.")


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
