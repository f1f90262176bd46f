"""What somebody's authenticator app does: learn a secret, show codes."""

from __future__ import annotations

import time

import pyotp

from app.identity.second_factor import show_factor
from app.identity.totp import begin_enrolment, confirm_enrolment
from app.identity.visit import Visit


class AuthenticatorApp:
    """One entry of an app. Three codes can be used within 30 seconds: the one before, this one, the next one."""

    def __init__(self) -> None:
        self.secret = ""
        self._last_step = 0

    def code(self) -> str:
        """The next code that the platform will take."""
        now = int(time.time()) // 30
        self._last_step = max(self._last_step + 1, now - 1)
        if self._last_step > now + 1:
            time.sleep((self._last_step - now - 1) * 30)
        return pyotp.TOTP(self.secret).at(self._last_step * 30)

    def enrol(self, token: str) -> str:
        """Set it up for the person of a session; returns the session's new token."""
        self.secret = begin_enrolment(token).secret
        return confirm_enrolment(token, self.code(), Visit())

    def show(self, token: str) -> str:
        """Show the second factor; returns the session's new token."""
        return show_factor(token, self.code(), Visit())
