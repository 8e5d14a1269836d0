"""Hands the operator's words to the command they name. Only the module of that command is imported."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# Each command, the module of governance/commands/ that holds it, and the first sentence of its help.
COMMANDS = {
    "check": ("operate", "Look at settings, keys, database, Slack, clock and mail."),
    "migrate": ("operate", "Bring the database to the newest schema."),
    "healthy": ("healthy", "Exit 0 while the app works (it gave a sign of life in the last two minutes), else 1."),
    "work": ("work", "Send what is due, and read directory and mailbox, beside the app."),
    "verify-record": ("operate", "Walk the record of events of every workspace."),
    "backup": ("backup", "Copy the database while the app runs, and the app's key apart from it."),
    "forget-workspace": ("forget", "Remove everything that is kept of a workspace, its proof included."),
    "decide": ("rules", "Say what a rule advises on a count."),
    "states": ("rules", "Print the tables of states, as kept in docs/states.md."),
    "classify-letter": ("mail", "Say what each mail is, who signed it, and whether it would close a request."),
    "compare-policy": ("watch", "Say whether a vendor's page changed in substance between two texts."),
    "export": ("evidence", "Print everything that is kept under a person's name as JSON."),
    "erase": ("evidence", "Erase a person: name, answers, traces."),
}


def function_of(name: str) -> Any:
    """The function that is this command. Imports its module."""
    module = import_module(f"governance.commands.{COMMANDS[name][0]}")
    return getattr(module, name.replace("-", "_"))


class Commands(TyperGroup):
    """Lists the commands by their sentences, and builds the one that is called from its function."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.commands = {name: TyperCommand(name, help=sentence) for name, (_, sentence) in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, listed, rest = super().resolve_command(ctx, args)
        if name is None:
            return name, listed, rest
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
        alone.command(name)(function_of(name))
        return name, typer.main.get_command(alone), rest


cli = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)


@cli.callback()
def about() -> None:
    """AI Consent: commands for those who run it."""


if __name__ == "__main__":
    if sys.argv[1:] == ["healthy"]:  # asked every minute: typer takes longer to call it than it takes to answer
        function_of("healthy")()
    else:
        cli()
