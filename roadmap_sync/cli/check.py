"""``roadmap-sync check``: every mistake in a plan or a student file, at once."""

import click


@click.command(short_help="Look for mistakes in plan files and student files.")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path())
@click.option("--load", is_flag=True, help="Also show the busiest weeks.")
@click.option("--watch", is_flag=True, help="Look again whenever a file changes, until Ctrl-C.")
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...], *, load: bool, watch: bool) -> None:
    """Look for mistakes in plan files and student files.

    FILE is a plan, a student file, a network log, or the name of a bundled plan; without one, your
    student file, here or in your settings folder, is looked at. A plan is also tried out with a
    student who starts in August 2026. Of a student file it also says which phases are shorter
    than usual and which steps are left out.

    \b
    Examples:
      roadmap-sync check
      roadmap-sync check student.yaml
      roadmap-sync check --watch my-plan.yaml
      roadmap-sync check --load ms1-ms4-networking my-plan.yaml
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import checking
    from roadmap_sync.cli.whose import find_file

    names = files or (str(find_file(None)),)
    if watch:
        from roadmap_sync.cli import watching

        watching.watch(names, load=load)
    reports = [checking.check_file(name) for name in names]
    for report in reports:
        checking.show(report, load=load)
    if any(report.problems.failed for report in reports):
        ctx.exit(1)
