"""``roadmap-sync completion``: what a shell needs to complete commands and names with TAB."""

import click


@click.command(short_help="Let your shell complete commands and names with TAB.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what your shell needs to complete commands, items, targets and plans with TAB.

    Its last lines say where to put it.

    \b
    Examples:
      roadmap-sync completion fish | source
      eval "$(roadmap-sync completion bash)"
      eval "$(roadmap-sync completion zsh)"
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import completion_scripts

    click.echo(completion_scripts.script(shell))
