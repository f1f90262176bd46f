"""Kakao Login and Naver Login as they are published: authorize, token, profile; PKCE checked where it is sent.

`person` is who is asked; `failures` go wrong in the order given:
  denied     the person says no                       bad_code  the token endpoint refuses the code
  500        the profile answers 500                  truncated the profile is half an answer
  bad_token  the profile refuses the token            ok        nothing goes wrong
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request

FAILURES = ("denied", "bad_code", "500", "truncated", "bad_token", "ok")
TRIAL_CLIENT_ID, TRIAL_CLIENT_SECRET = "trial-client", "trial-secret"


@dataclass
class SocialSimulator:
    """Its state: who is asked, which codes and tokens were given."""

    failures: deque[str] = field(default_factory=deque)
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "id": 123456789, "name": "홍길동", "email": "hong@kakao.example", "is_email_verified": True,
        }
    )  # fmt: skip
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def fails(self, *kinds: str) -> bool:
        """Whether it goes wrong in one of these ways now; then it is used up."""
        if self.failures and self.failures[0] in kinds:
            self.failures.popleft()
            return True
        return False

    def kakao_me(self) -> dict[str, Any]:
        """The profile in Kakao's words."""
        return {
            "id": self.person["id"],
            "connected_at": "2026-04-11T01:45:28Z",
            "properties": {"nickname": self.person["name"]},
            "kakao_account": {
                "profile_nickname_needs_agreement": False,
                "profile": {"nickname": self.person["name"], "is_default_image": True},
                "is_email_valid": True,
                "is_email_verified": self.person["is_email_verified"],
                "email": self.person["email"],
            },
        }

    def naver_me(self) -> dict[str, Any]:
        """The profile in Naver's words."""
        return {
            "resultcode": "00",
            "message": "success",
            "response": {
                "id": f"naver-{self.person['id']}",
                "name": self.person["name"],
                "email": self.person["email"],
            },
        }

    def authorize(self, asked: Mapping[str, str]) -> tuple[str, int]:
        """Where the browser is sent back to, or why not."""
        back = asked["redirect_uri"]
        if asked.get("client_id") != TRIAL_CLIENT_ID or asked.get("response_type") != "code":
            return "KOE101", 400
        said = {"error": "access_denied", "error_description": "User denied access"}
        if not self.fails("denied"):
            code = secrets.token_urlsafe(16)
            self.codes[code] = {"redirect_uri": back, "challenge": asked.get("code_challenge", "")}
            said = {"code": code}
        return f"{back}?{urlencode({**said, 'state': asked['state']})}", 302

    def exchange(self, sent: Mapping[str, str], *, is_naver: bool) -> tuple[dict[str, Any], int]:
        """A token for a code, once; Naver says its errors with 200."""
        given = self.codes.pop(sent.get("code", ""), None)
        expected = {
            "grant_type": "authorization_code",
            "client_id": TRIAL_CLIENT_ID,
            "client_secret": TRIAL_CLIENT_SECRET,
        }
        is_right = (
            given is not None
            and all(sent.get(name) == value for name, value in expected.items())
            and (is_naver or sent.get("redirect_uri") == given["redirect_uri"])
            and _fits(sent.get("code_verifier", ""), given["challenge"])
        )
        if self.fails("bad_code") or not is_right:
            body = {"error": "invalid_grant", "error_description": "authorization code not found"}
            return body if is_naver else {**body, "error_code": "KOE320"}, 200 if is_naver else 400
        made = secrets.token_urlsafe(24)
        self.tokens.add(made)
        return {
            "token_type": "bearer",
            "access_token": made,
            "refresh_token": secrets.token_urlsafe(24),
            "expires_in": "3600" if is_naver else 21599,
        }, 200

    def profile(self, bearer: str, *, is_naver: bool) -> tuple[str, int]:
        """Who it is, as JSON, or what went wrong."""
        if bearer not in self.tokens or self.fails("bad_token"):
            refusal = (
                {"resultcode": "024", "message": "Authentication failed"}
                if is_naver
                else {"msg": "this access token does not exist", "code": -401}
            )
            return json.dumps(refusal), 401
        if self.fails("500"):
            return "error", 500
        text = json.dumps(self.naver_me() if is_naver else self.kakao_me(), ensure_ascii=False)
        return text[: len(text) // 2] if self.fails("truncated") else text, 200


def create_app(failures: Iterable[str] = (), simulator: SocialSimulator | None = None) -> Flask:
    """The HTTP routes of both services on one port."""
    app = Flask(__name__)
    state = simulator or SocialSimulator()
    state.failures.extend(failures)
    app.config["simulator"] = state

    @app.get("/oauth/authorize")
    @app.get("/oauth2.0/authorize")
    def authorize() -> Any:
        place, status = state.authorize(request.args)
        return redirect(place) if status == 302 else (place, status)

    @app.route("/oauth/token", methods=["POST"])
    @app.route("/oauth2.0/token", methods=["GET", "POST"])
    def token() -> Any:
        body, status = state.exchange(request.values, is_naver="oauth2.0" in request.path)
        return jsonify(body), status

    @app.route("/v2/user/me", methods=["GET", "POST"])
    @app.get("/v1/nid/me")
    def profile() -> Any:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        text, status = state.profile(bearer, is_naver="nid" in request.path)
        return Response(text, status, content_type="application/json;charset=UTF-8")

    return app


def _fits(verifier: str, challenge: str) -> bool:
    if not challenge:
        return True
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
