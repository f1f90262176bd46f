"""Who asks, for which business, and how its money and days are written for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import Connection, RowMapping

from app.db.context import Entered
from app.i18n import dates
from app.i18n.money import Money, digits, money
from app.identity import workplaces
from app.identity.person import Person, open_person
from app.identity.role import own_permissions
from app.tenant.language import current_language
from app.tenant.policy import Guard
from app.tenant.text import gettext, localized

_A_SUNDAY: Final = date(2023, 1, 1)


@dataclass(frozen=True)
class Visitor:
    """Who was let in, in one request: the transaction, tenant, branch and role."""

    entered: Entered
    tenant: RowMapping
    branch: RowMapping | None
    guard: Guard

    @property
    def connection(self) -> Connection:
        """The open transaction."""
        return self.entered.connection

    @property
    def role_code(self) -> str:
        """The role in force."""
        return self.entered.role_code

    @cached_property
    def person(self) -> Person:
        """Who is signed in; an application has no person to show."""
        return open_person(self.entered.session)

    @property
    def memberships(self) -> Sequence[Mapping[str, Any]]:
        """Where the person may work, and as what."""
        return list(self.entered.session["memberships"])

    @property
    def next_workplace(self) -> UUID | None:
        """The tenant to switch to: the one after this among the person's, round and round."""
        places = workplaces(self.memberships)
        here = places.index(self.tenant_id)
        return places[(here + 1) % len(places)] if len(places) > 1 else None

    @property
    def workplace_count(self) -> int:
        """How many tenants the person works in."""
        return len(workplaces(self.memberships))

    @property
    def tenant_id(self) -> UUID:
        """The tenant whose context the transaction holds; every statement names it as well."""
        return UUID(str(self.tenant["tenant_id"]))

    @property
    def driver_connection(self) -> "psycopg.Connection[tuple[object, ...]]":
        """The transaction's psycopg connection, for what streams."""
        driver = self.connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        return driver

    @property
    def tenant_name(self) -> str:
        """The business in the visitor's language."""
        return localized(self.tenant, "name")

    @property
    def branch_name(self) -> str:
        """The branch that the visitor is limited to, or nothing."""
        return localized(self.branch, "name") if self.branch else ""

    @property
    def user_name(self) -> str:
        """The person in the visitor's language."""
        return localized(vars(self.person), "name")

    @property
    def user_initials(self) -> str:
        """Two letters for the person: the given name in Korean, initials in English."""
        words = self.user_name.split()
        if len(words) > 1:
            return (words[0][0] + words[-1][0]).upper()
        return self.user_name[-2:]

    @property
    def role_name(self) -> str:
        """The role in force, as the business calls it."""
        role = next((m for m in self._own_memberships if m["role_code"] == self.role_code), None)
        return localized(role, "role_name") if role else self.role_code

    @property
    def other_roles(self) -> list[Mapping[str, Any]]:
        """The person's other memberships here, to switch to."""
        branch = str(self.branch["branch_id"]) if self.branch else None
        here = (self.role_code, branch)
        return [m for m in self._own_memberships if (m["role_code"], m["branch_id"]) != here]

    @property
    def _own_memberships(self) -> list[Mapping[str, Any]]:
        return [m for m in self.memberships if UUID(str(m["tenant_id"])) == self.tenant_id]

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What the role may do; what pages leave out, routines refuse anyway."""
        return own_permissions(self.connection)

    def may(self, permission: str) -> bool:
        """Whether the role has a permission."""
        return permission in self.permissions

    def covers(self, permissions: Iterable[str]) -> bool:
        """Whether the role has all of these, so that it may hand them out."""
        return self.permissions.issuperset(permissions)

    @property
    def currency(self) -> str:
        """The code of the tenant's settlement currency."""
        return str(self.tenant["currency"])

    def money(self, minor: int, *, plus: bool = False) -> Money:
        """Write an amount with its unit."""
        return money(minor, self.currency, self.tenant["decimals"], current_language(), plus=plus)

    def digits(self, minor: int, *, plus: bool = False) -> str:
        """Write an amount without its unit, for columns that say it once."""
        return digits(minor, self.tenant["decimals"], plus=plus)

    @cached_property
    def today(self) -> date:
        """The day that it is where the tenant keeps its books."""
        return datetime.now(ZoneInfo(self.tenant["time_zone"])).date()

    @property
    def weekdays(self) -> list[str]:
        """The names of the days of the week, Sunday first."""
        return [
            dates.weekday(_A_SUNDAY + timedelta(days=step), current_language()) for step in range(7)
        ]

    @property
    def date_presets(self) -> list[tuple[str, date, date]]:
        """Spans that people ask for most: their name, first and last day."""
        this_month = self.today.replace(day=1)
        last_of_previous = this_month - timedelta(days=1)
        next_month = (this_month + timedelta(days=31)).replace(day=1)
        return [
            (gettext("This month"), this_month, next_month - timedelta(days=1)),
            (gettext("Last month"), last_of_previous.replace(day=1), last_of_previous),
            (
                gettext("This year"),
                self.today.replace(month=1, day=1),
                self.today.replace(month=12, day=31),
            ),
        ]
