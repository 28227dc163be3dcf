"""Run the command line: ``python -m roadmap_sync``."""

from roadmap_sync.cli.main import main

if __name__ == "__main__":
    main()
