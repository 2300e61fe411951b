"""The commands: `planhub --help`. A file per noun, loaded only when called, so that help is quick."""

import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import click

NO_SCHEMA = (
    "This database has no tables of PlanHub yet. Run: planhub db upgrade   (planhub serve does it, too)"
)
VERSION = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]["version"]

COMMANDS = {
    "demo": ("planhub.cli.demo:demo", "Start a show installation: database, sample data, web."),
    "serve": ("planhub.cli.serve:serve", "Start the database and the web of a real installation."),
    "db": ("planhub.cli.db:db", "Schema: upgrade, downgrade, check; address; run psql, pg_dump."),
    "areas": ("planhub.cli.areas:areas", "Gazetteer: seed it, load boundaries and villages."),
    "accounts": ("planhub.cli.accounts:accounts", "People: create accounts, reset sign-ins."),
    "needs": ("planhub.cli.needs:needs", "Needs: remove uploaded files that nothing names."),
    "tokens": ("planhub.cli.tokens:tokens", "Keys of registered systems: issue, list, revoke."),
    "plan": ("planhub.cli.plan:plan", "Plans: prove that sealed editions hold what was sealed."),
    "oc4ids": ("planhub.cli.oc4ids:oc4ids", "Funded projects as OC4IDS 0.9.5 (CoST)."),
    "sources": ("planhub.cli.sources:sources", "Lists of other offices: describe, import, undo, settle."),
    "sample": ("planhub.cli.sample:sample", "Fill an installation with sample proposals."),
    "node": ("planhub.cli.node_moving:node", "Provinces on their own servers, and the centre."),
    "linkage": ("planhub.cli.linkage:linkage", "Linked plan items: rebuild and check the summaries."),
    "assets": ("planhub.cli.assets:assets", "Copy the browser libraries to static/vendor."),
}
"""Name, where the command stands, its line in the list."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; that the schema is missing, old or cannot be asked is told in one line."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as trouble:
            from planhub.cli.plainly import plain_words  # help and version do without a database

            if words := plain_words(trouble):
                raise click.ClickException(words) from trouble
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, message="%(version)s")
def main() -> None:
    """PlanHub: from a village's need to the inspected result, in one record.

    Settings are read from PLANHUB_… environment variables; PLANHUB_DATA names the data folder.
    """
