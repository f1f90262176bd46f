"""Who may sign in to the sample platform. The password is no secret: nothing here is real."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from app.demo.command import Command
from app.demo.contract import ACADEMY, CAFE, SALON, TEACHER

PASSWORD = "garden-demo-2026"  # noqa: S105 - printed for everybody, opens a sample


@dataclass(frozen=True)
class Login:
    """One person, and what they may do where."""

    email: str
    name_ko: str
    name_en: str
    locale: str
    # Tenant, role, branch or empty for all.
    memberships: tuple[tuple[str, str, str], ...]

    def add(self, command: Command) -> None:
        """Make the person with all memberships."""
        first, *more = (_place(*membership) for membership in self.memberships)
        names = ("--name", self.name_ko, "--name-en", self.name_en, "--locale", self.locale)
        command(("users", "add", self.email, *names, *first), f"{PASSWORD}\n")
        for place in more:
            command(("users", "grant", self.email, *place), "")


def _place(tenant: str, role: str, branch: str) -> Sequence[str]:
    where = ("--tenant", tenant, "--role", role)
    return (*where, "--branch", branch) if branch else where


def add_missing(command: Command) -> None:
    """Add the people who aren't there yet; the others keep what they have."""
    for login in LOGINS:
        try:
            login.add(command)
        except psycopg.DatabaseError as refused:
            if refused.sqlstate != "MI501":
                raise


LOGINS = (
    Login(
        "owner@academy.example",
        "윤새봄",
        "Yoon Saebom",
        "ko",
        ((ACADEMY, "TENANT_OWNER", ""),),
    ),
    Login(
        "owner@cafe.example",
        "문달빛",
        "Moon Dalbit",
        "ko",
        ((CAFE, "TENANT_OWNER", ""),),
    ),
    Login(
        "seongsu@cafe.example",
        "한성수",
        "Han Seongsu",
        "ko",
        ((CAFE, "TENANT_MANAGER", "seongsu"),),
    ),
    Login(
        "owner@salon.example",
        "정하루",
        "Jung Haru",
        "en",
        ((SALON, "TENANT_OWNER", ""),),
    ),
    Login(
        "teacher@lesson.example",
        "김하늘",
        "Kim Haneul",
        "ko",
        ((TEACHER, "TENANT_OWNER", ""),),
    ),
    Login(
        "books@accounting.example",
        "오회계",
        "Oh Hoegye",
        "ko",
        ((ACADEMY, "TENANT_MANAGER", ""), (CAFE, "TENANT_MANAGER", "")),
    ),
)
