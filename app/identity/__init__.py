"""People: passwords, logging in and out."""

from app.identity.login import TooManyAttempts, WrongCredentials, log_in, log_out
from app.identity.password import hash_password
from app.identity.visit import Visit
from app.identity.workplace import choose_tenant, workplaces

__all__ = [
    "TooManyAttempts",
    "Visit",
    "WrongCredentials",
    "choose_tenant",
    "hash_password",
    "log_in",
    "log_out",
    "workplaces",
]
