"""Who may sign in to the sample platform. The password is no secret: nothing here is real."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.demo.contract import ACADEMY, CAFE, SALON, TEACHER

PASSWORD = "garden-demo-2026"


@dataclass(frozen=True)
class Login:
    """One person, and what they may do where."""

    email: str
    name_ko: str
    name_en: str
    locale: str
    # Tenant, role, branch or empty for all.
    memberships: tuple[tuple[str, str, str], ...]

    def add(self, command: Callable[[Sequence[str]], str]) -> None:
        """Make the user and give each membership; one that is there stays as it is."""
        raise NotImplementedError


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
