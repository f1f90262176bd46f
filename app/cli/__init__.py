"""The command line: one table of commands, each loaded only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec

import click

# command -> module:object. A command whose module isn't there is not listed.
COMMANDS: dict[str, str] = {
    "demo": "app.cli.demo:demo",
    "db": "app.cli.db:db",
    "migrate": "app.cli.migrate:migrate",
    "rollback": "app.cli.migrate:rollback",
    "verify": "app.cli.verify:verify",
    "retention": "app.cli.retention:retention",
    "import": "app.cli.imports:imports",
    "pricing": "app.cli.pricing:pricing",
    "settle": "app.cli.settle:settle",
    "statement": "app.cli.statements:statement",
    "tax-invoice": "app.cli.tax_invoice:tax_invoice",
    "payout": "app.cli.payout:payout",
    "chargeback": "app.cli.chargeback:chargeback",
    "adjust": "app.cli.adjustments:adjust",
    "adjustment": "app.cli.adjustments:adjustment",
    "reconcile": "app.cli.reconcile:reconcile",
    "anomaly": "app.cli.anomaly:anomaly",
    "report": "app.cli.report:report",
    "books": "app.cli.books:books",
    "simulate": "app.cli.simulate:simulate",
    "explain": "app.cli.explain:explain",
    "audit": "app.cli.audit:audit",
    "jobs": "app.cli.jobs:jobs",
    "users": "app.cli.users:users",
    "roles": "app.cli.roles:roles",
    "clients": "app.cli.clients:clients",
    "policies": "app.cli.policies:policies",
    "terms": "app.cli.terms:terms",
    "security": "app.cli.security:security",
    "mail": "app.cli.mail:mail",
    "keys": "app.cli.keys:keys",
    "simulator": "app.cli.simulator:simulator",
    "serve": "app.cli.serve:serve",
    "scheduler": "app.cli.scheduler:scheduler",
    "backup": "app.cli.backup:backup",
    "restore": "app.cli.backup:restore",
    "bench": "app.cli.bench:bench",
}


class LazyGroup(click.Group):
    """Loads a command's module when it is named, so that `mindgarden --help` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click calls it so
        """The commands whose module exists, in the order of the table."""
        return [name for name, place in COMMANDS.items() if find_spec(place.split(":")[0])]

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Import one command."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        if find_spec(module) is None:
            return None
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command), f"{place} is not a click command"
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mindgarden")
def cli() -> None:
    """Settlement for many tenants, on PostgreSQL 18.

    Exit codes: 0 done, 1 a check found something, 2 wrong usage or input, 3 the environment.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every failure ends in a line on stderr and an exit code."""
    from app.cli.outcome import exit_code_of

    try:
        result = cli.main(args=arguments, prog_name="mindgarden", standalone_mode=False)
        code = result if isinstance(result, int) else 0
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except Exception as problem:  # noqa: BLE001  every failure ends in an exit code
        code = exit_code_of(problem)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
        code = 130
    sys.exit(code)
