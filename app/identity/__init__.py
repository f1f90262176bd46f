"""People: passwords, logging in and out."""

from app.identity.login import WrongCredentials, log_in, log_out
from app.identity.password import hash_password

__all__ = ["WrongCredentials", "hash_password", "log_in", "log_out"]
