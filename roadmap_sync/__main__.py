"""Run the command line: ``python -m roadmap_sync``."""

import gc

#: Containers made before the first collection. A usual run makes fewer, and next to nothing of
#: what it makes is garbage; one of a hundred thousand steps is collected now and then.
_RARELY = 500_000


def main() -> None:
    """Run a command, and leave without looking for garbage that goes away anyway.

    Without this a fifth of the time goes into collections, half of it when the interpreter ends.
    """
    gc.set_threshold(_RARELY)
    from roadmap_sync.cli.main import main as run

    try:
        run()
    finally:
        gc.freeze()  # what is frozen is not looked at again


if __name__ == "__main__":
    main()
