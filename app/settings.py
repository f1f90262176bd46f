"""The one frozen object that says how this process is configured, read from MINDGARDEN_* variables."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Configuration of one process; every field is the variable MINDGARDEN_<FIELD>."""

    model_config = SettingsConfigDict(env_prefix="MINDGARDEN_", frozen=True, extra="ignore")

    home: Path = Field(
        default=Path(".mindgarden"),
        description="Folder of the embedded server, credentials and logs. One folder is one platform.",
    )
    database_url: str | None = Field(
        default=None,
        description="An existing PostgreSQL 18 server, postgresql://user:password@host:port/database, "
        "as its administrator or as mg_migrator. Without it the embedded server is used.",
    )
    database_name: str = Field(
        default="", description="Database within the server; default the URL's, else mindgarden."
    )
    credentials: Path | None = Field(
        default=None,
        description="JSON file of role passwords for a server by URL; default HOME/credentials.json.",
    )
    keyring: Path | None = Field(
        default=None,
        description="JSON file of the keys that wrap personal data's keys; default HOME/keyring.json. "
        "Kept apart from backups of the database: without it nobody reads a name or an address.",
    )
    keyring_json: SecretStr | None = Field(
        default=None, description="The keyring itself, from a secret store, instead of a file."
    )
    proxy_count: int = Field(
        default=0,
        description="How many proxies of our own stand before the portals: so many entries of X-Forwarded-For are believed.",
    )
    country_header: str | None = Field(
        default=None,
        description="Header in which such a proxy gives the visitor's country (ISO 3166), like CF-IPCountry.",
    )
    public_url: str = Field(
        default="http://localhost:8000",
        description="Where people reach the portal; links in mails begin with it. Passkeys belong to its host, "
        "which has to be a name for that, not a number.",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="Mail server: smtp://user:password@host:587 (STARTTLS), or smtps://. "
        "Without it mails are written to HOME/mail.",
    )
    mail_from: str = Field(
        default="no-reply@mindgarden.example", description="Sender of mails about accounts."
    )
    kakao_client_id: str | None = Field(
        default=None, description="REST key at Kakao; without it nobody signs in by Kakao."
    )
    kakao_client_secret: SecretStr | None = Field(
        default=None, description="Client secret at Kakao, if one is switched on there."
    )
    kakao_auth_url: str = Field(
        default="https://kauth.kakao.com", description="Where Kakao asks people, and gives tokens."
    )
    kakao_api_url: str = Field(
        default="https://kapi.kakao.com", description="Where Kakao says who it is."
    )
    naver_client_id: str | None = Field(
        default=None, description="Client id at Naver; without it nobody signs in by Naver."
    )
    naver_client_secret: SecretStr | None = Field(
        default=None, description="Client secret at Naver."
    )
    naver_auth_url: str = Field(
        default="https://nid.naver.com", description="Where Naver asks people, and gives tokens."
    )
    naver_api_url: str = Field(
        default="https://openapi.naver.com", description="Where Naver says who it is."
    )
    outgoing_local: bool = Field(
        default=False,
        description="Let calls to addresses that businesses chose go into our own network, and by http: for trying things out.",
    )
    alarm_url: SecretStr | None = Field(
        default=None,
        description="Where security alarms are posted as JSON, like a chat's incoming webhook. Without it they go to the log.",
    )
    tcp_port: int | None = Field(
        default=None,
        description="Loopback port on which the embedded server also listens, with passwords.",
    )

    popbill_url: str = Field(
        default="https://popbill.linkhub.co.kr",
        description="Where Popbill issues tax invoices; `mindgarden simulator popbill` says where it does.",
    )
    popbill_auth_url: str = Field(
        default="https://auth.linkhub.co.kr", description="Where Linkhub gives Popbill's tokens."
    )
    popbill_service_id: str = Field(
        default="POPBILL", description="POPBILL, or POPBILL_TEST for its test service."
    )
    popbill_link_id: str | None = Field(default=None, description="Partner's id at Linkhub.")
    popbill_secret_key: SecretStr | None = Field(
        default=None, description="Partner's secret key at Linkhub, in base64."
    )
    popbill_user_id: str = Field(default="", description="User at Popbill; empty: the company's.")
    toss_url: str | None = Field(
        default=None,
        description="Base URL of Toss Payments (or of its simulator). Without it nothing is asked.",
    )
    toss_secret_key: SecretStr | None = Field(
        default=None, description="Secret key for Toss Payments (Basic authentication)."
    )
    toss_security_key: SecretStr | None = Field(
        default=None,
        description="Security key of 64 hexadecimal digits: seals payout bodies, signs their webhooks.",
    )
    toss_signature_key: Literal["utf8", "hex", "either"] = Field(
        default="either",
        description="Which bytes of the security key sign webhooks: its text, or the bytes that it spells.",
    )
    toss_timeout_seconds: float = Field(
        default=60, description="How long an answer of the payout service is waited for."
    )

    @property
    def credentials_file(self) -> Path:
        """Where the role passwords are kept."""
        return self.credentials or self.home / "credentials.json"

    @property
    def keyring_file(self) -> Path:
        """Where the keyring is kept, unless the environment gives it."""
        return self.keyring or self.home / "keyring.json"


@lru_cache(maxsize=8)
def _read(environment: tuple[tuple[str, str], ...], folder: str) -> Settings:  # noqa: ARG001  the cache key
    read = Settings()
    in_url = urlsplit(read.database_url).path.lstrip("/") if read.database_url else ""
    return read.model_copy(
        update={
            "home": (Path(folder) / read.home).resolve(),
            "database_name": read.database_name or in_url or "mindgarden",
        }
    )


def settings() -> Settings:
    """The settings of this process; read again when a MINDGARDEN_* variable or the folder changed."""
    environment = tuple(
        sorted((k, v) for k, v in os.environ.items() if k.upper().startswith("MINDGARDEN_"))
    )
    return _read(environment, str(Path.cwd()))
