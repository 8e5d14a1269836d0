"""The operator's commands: each is a function of a `commands_*` module; nothing is done here but naming them."""

from __future__ import annotations

import typer

from governance.commands import evidence, mail, operate, rules

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@cli.callback()
def about() -> None:
    """AI Consent: commands for those who run it."""


cli.command()(operate.check)
cli.command()(operate.migrate)
cli.command()(operate.healthy)
cli.command()(operate.verify_record)
cli.command()(rules.decide)
cli.command()(rules.states)
cli.command()(mail.classify_letter)
cli.command()(evidence.export)
cli.command()(evidence.erase)

if __name__ == "__main__":
    cli()
