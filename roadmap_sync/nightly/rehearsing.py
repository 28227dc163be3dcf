"""Trying a job out with nothing but what its scheduler will give it."""

import os
from collections.abc import Mapping
from pathlib import Path

from roadmap_sync.nightly import tools
from roadmap_sync.nightly.job import Job, quoted
from roadmap_sync.nightly.tools import Finished

#: Seconds; a calendar far away may take its time.
_PATIENCE = 300.0
#: Carried into the nights, if they are set: where programs, keys and settings are, the language,
#: and how the network is reached. Nothing of a desktop, and no variable that nobody named here.
CARRIED = (
    "HOME", "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "NO_PROXY", "HTTP_PROXY", "HTTPS_PROXY",
    "no_proxy", "http_proxy", "https_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "GNUPGHOME",
    "PASSWORD_STORE_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
)  # fmt: skip


def carried() -> dict[str, str]:
    """Return the variables of this moment that runs at night set for themselves."""
    return {name: os.environ[name] for name in CARRIED if os.environ.get(name)}


def rehearse(job: Job, environment: Mapping[str, str]) -> Finished:
    """Run the job's own command once, as its scheduler would, so that it writes nothing.

    Args:
        job: The job; its words get one more, ``--rehearse``.
        environment: All that the scheduler starts programs with.

    Raises:
        NightlyError: It cannot be started, or does not end.
    """
    line = quoted([*job.command, "--rehearse"])
    home = Path(environment.get("HOME", "/"))
    return tools.run(
        ["/bin/sh", "-c", line], env=environment, seconds=_PATIENCE,
        folder=home if home.is_dir() else Path("/"),
    )  # fmt: skip
