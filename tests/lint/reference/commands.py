"""The page of the command line, read from click."""

from __future__ import annotations

from collections.abc import Iterator

import click

from app.cli import cli


def page() -> str:
    """Every command with its options."""
    lines = [
        "# Commands",
        "",
        "Exit codes: 0 done, 1 finding, 2 usage or input, 3 environment.",
        "",
    ]
    for path, command in _walk(cli, ["mindgarden"]):
        context = click.Context(command, info_name=path[-1])
        usage = " ".join([*path, *command.collect_usage_pieces(context)])
        lines += [f"## {' '.join(path)}", "", f"`{usage}`", "", _help_of(command), ""]
        lines += _options(command, context)
    return "\n".join(lines).rstrip() + "\n"


def _walk(group: click.Group, path: list[str]) -> Iterator[tuple[list[str], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        yield [*path, name], command
        if isinstance(command, click.Group):
            yield from _walk(command, [*path, name])


def _help_of(command: click.Command) -> str:
    return "\n".join(line.strip() for line in (command.help or "").replace("\b", "").splitlines())


def _options(command: click.Command, context: click.Context) -> list[str]:
    rows = [
        record
        for parameter in command.get_params(context)
        if (record := parameter.get_help_record(context)) and "--help" not in record[0]
    ]
    if not rows:
        return []
    return [
        "| option | meaning |",
        "| --- | --- |",
        *(f"| `{name.replace('|', '/')}` | {text.replace('|', '/')} |" for name, text in rows),
        "",
    ]
