"""Recording payments one by one on many connections, against the transfer function of pgledger."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.bench.ground import MONTH, fresh_database, machine, make_platform, named
from app.db import binaries
from app.db import connection as database
from app.db.deploy import migrate
from app.failure import BadInput, EnvironmentProblem

Say = Callable[[str], None]
LEAST_RATIO = {"transfer": 3.0, "record": 2.0}
TENANTS = 1000
THREADS = 2
HERE = Path(__file__).parent
# What pgledger needs before itself, from its own checkout.
BESIDE = "vendor/scoville-pgsql-ulid/uuid-to-ulid.sql"


def bench_post(
    seconds: int, repetitions: int, clients: int, pgledger: Path | None, say: Say
) -> dict[str, Any]:
    """Transactions a second of each script of pgbench/, and their ratio to pgledger's (medians).

    All on one server in one run, each repetition in another order. Without pgledger's file only ours are measured.
    """
    ours, theirs = (f"mindgarden_bench_{uuid4().hex[:8]}" for _ in range(2))
    with fresh_database(ours), fresh_database(theirs):
        if pgledger is None:
            say("pgledger is left out: name its SQL file by --pgledger")
        else:
            say("making pgledger's accounts")
            _make_pgledger(theirs, pgledger)
        say(f"making {TENANTS:,} tenants, each with a person who is signed in")
        with named(ours):
            migrate()
            make_platform(TENANTS, TENANTS)
            _sign_in()
            run = _Runs(ours, theirs, seconds, clients)
            names = [*(["pgledger"] if pgledger else []), "transfer", "record", "request"]
            found: list[dict[str, float]] = []
            for number in range(repetitions):
                say(f"repetition {number + 1} of {repetitions}")
                order = names[number % len(names) :] + names[: number % len(names)]
                found.append({name: run.rate(name) for name in order})
    return {
        "seconds": seconds,
        "repetitions": repetitions,
        "clients": clients,
        "tenants": TENANTS,
        "per_second": {
            name: round(statistics.median(rates[name] for rates in found), 1) for name in names
        },
        **(
            _ratios(found)
            if pgledger
            else {"pgledger": "left out: name its SQL file by --pgledger"}
        ),
        "least_ratio": LEAST_RATIO,
        "machine": machine(),
    }


def _ratios(found: list[dict[str, float]]) -> dict[str, Any]:
    ratios = {
        name: [rates[name] / rates["pgledger"] for rates in found]
        for name in ("transfer", "record", "request")
    }
    return {
        "ratio": {name: round(statistics.median(values), 2) for name, values in ratios.items()},
        "ratios": {name: [round(value, 2) for value in values] for name, values in ratios.items()},
    }


class _Runs:
    def __init__(self, ours: str, theirs: str, seconds: int, clients: int) -> None:
        self.ours, self.theirs, self.seconds, self.clients = ours, theirs, seconds, clients

    def rate(self, name: str) -> float:
        """Transactions a second of a script; one that fails is an error, not a smaller figure."""
        is_ours = name != "pgledger"
        role = "mg_app" if name in ("record", "request") else None
        where = self.ours if is_ours else self.theirs
        with database.connect_admin(autocommit=True, database=where) as admin:
            admin.execute("CHECKPOINT")
        conninfo = database.dsn(role, where) if role else database.admin_dsn(where)
        # fmt: off
        arguments = [
            "--no-vacuum", "--client", str(self.clients), "--jobs", str(min(THREADS, self.clients)),
            "--time", str(self.seconds), "--protocol", "simple" if role else "prepared",
            "--define", f"tenants={TENANTS}", "--define", f"accounts={TENANTS}", "--define", "fresh=1",
            "--file", str(HERE / "pgbench" / f"{name}.sql"),
        ]
        # fmt: on
        variables = {**os.environ, **database.client_environment(conninfo)}
        if name == "transfer":
            variables["PGOPTIONS"] = "-c role=mg_batch_owner"
        done = subprocess.run(
            [str(binaries.program("pgbench")), *arguments],
            env=variables, capture_output=True, text=True, check=False, timeout=self.seconds + 120,
        )  # fmt: skip
        rate = re.search(r"tps = ([0-9.]+)", done.stdout)
        if done.returncode != 0 or rate is None:
            raise EnvironmentProblem(f"pgbench failed on {name}: {done.stderr.strip()[-500:]}")
        return float(rate[1])


def _make_pgledger(name: str, path: Path) -> None:
    with database.connect_admin(autocommit=True, database=name) as admin:
        for part in (path.parent / BESIDE, path):
            if not part.is_file():
                raise BadInput(f"no file {part}", hint="Give pgledger.sql within its checkout.")
            admin.execute(part.read_bytes())
        admin.execute(
            "CREATE TABLE bench_account AS SELECT n, (SELECT a.id FROM pgledger_create_account"
            f"('bench ' || n, 'KRW') AS a) AS account_id FROM generate_series(0, {TENANTS}) AS n"
        )
        admin.execute("ALTER TABLE bench_account ADD PRIMARY KEY (n)")
        admin.execute("VACUUM (ANALYZE)")


def _sign_in() -> None:
    with database.connect_admin(autocommit=True) as admin:
        admin.execute("CREATE SCHEMA bench")
        admin.execute(
            "CREATE TABLE bench.tenant AS SELECT split_part(tenant_key, '-', 2)::integer AS n, tenant_id"
            " FROM tenancy.tenant"
        )
        admin.execute("ALTER TABLE bench.tenant ADD PRIMARY KEY (n)")
        admin.execute("GRANT USAGE ON SCHEMA bench TO mg_batch_owner")
        admin.execute("GRANT SELECT ON bench.tenant TO mg_batch_owner")
        admin.execute((HERE / "session.sql").read_bytes())
        admin.execute("SELECT settlement.ensure_partition(ARRAY[%s::date])", (MONTH,))
        admin.execute("VACUUM (ANALYZE)")
