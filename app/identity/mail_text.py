"""What mails about an account say, in the language of their reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.i18n import Language, translations

Text = Callable[[str], str]


@dataclass(frozen=True)
class Kind:
    """One template: what its code is for and how long it works, and the page where it is given."""

    purpose: str | None = None
    hours: int = 0
    page: str = "/account/sessions"


KINDS: Final[dict[str, Kind]] = {
    "verify_email": Kind("verify_email", 24, "/verify-email"),
    "reset_password": Kind("reset_password", 1, "/reset-password"),
    "already_registered": Kind(page="/forgot-password"),
    "password_changed": Kind(page="/forgot-password"),
    "new_device": Kind(),
    "invited": Kind("reset_password", 168, "/reset-password"),
    "social_linked": Kind(page="/account/security"),
    "role_given": Kind(page="/settlements"),
    "second_factor_changed": Kind(page="/account/security"),
    "recovery_code_used": Kind(page="/account/security"),
}


def mail_text(
    template: str, language: Language, *, name: str, address: str, code: str | None
) -> tuple[str, str]:
    """Subject and body; `address` is that of the page, whose fragment never reaches a server."""
    _ = translations(language).gettext
    subject, said, asked = _words(template, _)
    kind = KINDS[template]
    lines = [_("Hello %(name)s,") % {"name": name}, "", said, ""]
    if code is not None:
        lines += [_("Your code:"), f"    {code}", ""]
        lines += [_("Open this page and give the code:"), f"    {address}#code={code}", ""]
        lines += [_("It works once, for %(hours)s h.") % {"hours": kind.hours}]
    else:
        lines += [asked, f"    {address}"]
    lines += ["", _("We never ask for your password or this code by mail or phone."), "MindGarden"]
    return subject, "\n".join(lines) + "\n"


def _words(template: str, _: Text) -> tuple[str, str, str]:
    if template == "verify_email":
        return (
            _("Confirm your e-mail address"),
            _(
                "Somebody, probably you, opened a MindGarden account with this address. "
                "If it wasn’t you, do nothing: it goes away by itself."
            ),
            "",
        )
    if template == "reset_password":
        return (
            _("A new password for MindGarden"),
            _(
                "Somebody, probably you, asked for a new password. If it wasn’t you, do nothing: the old one stays."
            ),
            "",
        )
    if template == "already_registered":
        return (
            _("You have a MindGarden account already"),
            _(
                "Somebody, probably you, tried to open an account with this address. It has one: sign in with it."
            ),
            _("Forgot the password? Ask for a new one here:"),
        )
    if template == "password_changed":
        return (
            _("Your MindGarden password was changed"),
            _("You are signed out on your other devices."),
            _("If it wasn’t you, ask for a new password here at once:"),
        )
    if template == "invited":
        return (
            _("You are invited to MindGarden"),
            _(
                "A business that works with MindGarden has given you a role. "
                "Choose a password with this code, then sign in with your e-mail address."
            ),
            "",
        )
    if template == "social_linked":
        return (
            _("A login of another service was linked at MindGarden"),
            _("Your account can now be opened by your Kakao or Naver login."),
            _("If it wasn’t you, unlink it here and change your password:"),
        )
    if template == "role_given":
        return (
            _("You have a new role at MindGarden"),
            _("A business that works with MindGarden has given you a role."),
            _("Sign in here:"),
        )
    if template == "second_factor_changed":
        return (
            _("Your second factors at MindGarden changed"),
            _("An authenticator app, a passkey or recovery codes were added, replaced or removed."),
            _("If it wasn’t you, look here and change your password:"),
        )
    if template == "recovery_code_used":
        return (
            _("A recovery code was used at MindGarden"),
            _("Somebody, probably you, signed in with one of your recovery codes."),
            _("If it wasn’t you, look here and change your password:"),
        )
    return (
        _("A new device signed in to MindGarden"),
        _("Your account was used on a device that we haven’t seen before."),
        _("If it wasn’t you, sign it out here and change your password:"),
    )
