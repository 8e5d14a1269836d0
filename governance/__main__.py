"""The operator's commands: each is a function of a `commands_*` module; nothing is done here but naming them."""

from __future__ import annotations

import typer

from governance import commands_mail, commands_operate, commands_rules, commands_subject

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@cli.callback()
def about() -> None:
    """AI Consent: commands for those who run it."""


cli.command()(commands_operate.check)
cli.command()(commands_operate.migrate)
cli.command()(commands_operate.healthy)
cli.command()(commands_operate.verify_record)
cli.command()(commands_rules.decide)
cli.command()(commands_rules.states)
cli.command()(commands_mail.classify_letter)
cli.command()(commands_subject.export)
cli.command()(commands_subject.erase)

if __name__ == "__main__":
    cli()
