"""Logging in by Kakao or Naver: OAuth 2 as each publishes it (domain.md 5.3 and 5.4), behind one port."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Final

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from pydantic import BaseModel, ConfigDict, ValidationError

from app.integrations.trouble import Refused, Unsure
from app.settings import settings

_TIMEOUT_SECONDS: Final = 10


@dataclass(frozen=True)
class Profile:
    """Who somebody is at the service. The address counts only if the service has verified it."""

    subject: str
    name: str | None
    verified_email: str | None


class SocialLogin(ABC):
    """One service; an adapter is made for every log-in."""

    provider: str
    scope: str | None = None

    def __init__(self, redirect_uri: str) -> None:
        self._redirect_uri = redirect_uri

    def authorize_url(self, state: str, verifier: str) -> str:
        """Where the browser is sent; the state comes back, the verifier stays here (PKCE, S256)."""
        url, _ = self._session().create_authorization_url(
            self._authorize_address(), state=state, code_verifier=verifier
        )
        return str(url)

    def profile(self, code: str, state: str, verifier: str) -> Profile:
        """Exchange the code and ask who it is. Refused if the service says no, Unsure if it doesn't say."""
        with self._session() as session:
            try:
                token = session.fetch_token(
                    self._token_address(),
                    code=code,
                    state=state,
                    code_verifier=verifier,
                    timeout=_TIMEOUT_SECONDS,
                )
                if "access_token" not in token:
                    raise Refused(str(token.get("error", "no_token")), "no token was given")
                answer = session.get(self._profile_address(), timeout=_TIMEOUT_SECONDS)
            except AuthlibBaseError as problem:
                raise Refused(problem.error or "oauth", "the code was refused") from problem
            except (requests.RequestException, ValueError) as problem:
                raise Unsure("connection", type(problem).__name__) from problem
        if answer.status_code in {400, 401, 403}:
            raise Refused(str(answer.status_code), "the profile was refused")
        if answer.status_code != 200:
            raise Unsure(str(answer.status_code), "no profile")
        try:
            return self._read(answer.json())
        except (ValueError, ValidationError) as problem:
            raise Unsure("answer", "half a profile, or of another form") from problem

    def _session(self) -> OAuth2Session:
        client_id, secret = self._credentials()
        return OAuth2Session(
            client_id,
            secret,
            scope=self.scope,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method
        )

    @abstractmethod
    def _credentials(self) -> tuple[str, str | None]: ...

    @abstractmethod
    def _authorize_address(self) -> str: ...

    @abstractmethod
    def _token_address(self) -> str: ...

    @abstractmethod
    def _profile_address(self) -> str: ...

    @abstractmethod
    def _read(self, body: Any) -> Profile: ...


class _KakaoAccount(BaseModel):
    model_config = ConfigDict(extra="ignore")
    name: str | None = None
    profile: dict[str, Any] | None = None
    email: str | None = None
    is_email_valid: bool = False
    is_email_verified: bool = False


class _KakaoMe(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: int
    kakao_account: _KakaoAccount = _KakaoAccount()


class KakaoLogin(SocialLogin):
    """Kakao: an address counts if it is valid and verified there."""

    provider = "kakao"

    def _credentials(self) -> tuple[str, str | None]:
        secret = settings().kakao_client_secret
        return str(settings().kakao_client_id), secret.get_secret_value() if secret else None

    def _authorize_address(self) -> str:
        return f"{settings().kakao_auth_url}/oauth/authorize"

    def _token_address(self) -> str:
        return f"{settings().kakao_auth_url}/oauth/token"

    def _profile_address(self) -> str:
        return f"{settings().kakao_api_url}/v2/user/me"

    def _read(self, body: Any) -> Profile:
        me = _KakaoMe.model_validate(body)
        account = me.kakao_account
        nickname = (account.profile or {}).get("nickname")
        is_sure = account.is_email_valid and account.is_email_verified
        return Profile(str(me.id), account.name or nickname, account.email if is_sure else None)


class _NaverPerson(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str
    name: str | None = None
    nickname: str | None = None


class _NaverMe(BaseModel):
    model_config = ConfigDict(extra="ignore")
    resultcode: str
    response: _NaverPerson


class NaverLogin(SocialLogin):
    """Naver: it doesn't say whether an address is verified, so that none counts."""

    provider = "naver"

    def _credentials(self) -> tuple[str, str | None]:
        secret = settings().naver_client_secret
        return str(settings().naver_client_id), secret.get_secret_value() if secret else None

    def _authorize_address(self) -> str:
        return f"{settings().naver_auth_url}/oauth2.0/authorize"

    def _token_address(self) -> str:
        return f"{settings().naver_auth_url}/oauth2.0/token"

    def _profile_address(self) -> str:
        return f"{settings().naver_api_url}/v1/nid/me"

    def _read(self, body: Any) -> Profile:
        me = _NaverMe.model_validate(body)
        if me.resultcode != "00":
            raise ValueError(me.resultcode)
        return Profile(me.response.id, me.response.name or me.response.nickname, None)


_SERVICES: Final[dict[str, type[SocialLogin]]] = {"kakao": KakaoLogin, "naver": NaverLogin}


def offered() -> list[str]:
    """The services that are configured, by name."""
    known = {"kakao": settings().kakao_client_id, "naver": settings().naver_client_id}
    return [provider for provider, client_id in known.items() if client_id]


def social_login(provider: str) -> SocialLogin | None:
    """The adapter of a service that is configured, else None."""
    if provider not in offered():
        return None
    base = settings().public_url.rstrip("/")
    return _SERVICES[provider](f"{base}/login/{provider}/callback")
