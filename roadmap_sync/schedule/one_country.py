"""Loading one country of ``holidays`` instead of all of them.

The library looks up the module of one country, but the package around its countries imports all
two hundred and fifty, which is a fifth of the time of a first `generate`. Here that one module is
imported while a package with the same path and nothing in it stands in. Where the library is
built another way some day, it is imported as it is.
"""

import contextlib
import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec

_PACKAGE = "holidays.countries"


def load_alone(code: str) -> None:
    """Import the module of a country alone, so that the library finds it; else do nothing.

    Args:
        code: Two letters of ISO 3166-1, ``US``.
    """
    with contextlib.suppress(ImportError, AttributeError, ValueError):
        name = _module_of(code)
        if name in sys.modules or _PACKAGE in sys.modules:
            return
        spec = find_spec(_PACKAGE)
        if spec is None:
            return
        sys.modules[_PACKAGE] = module_from_spec(spec)
        try:
            import_module(name)
        finally:
            del sys.modules[_PACKAGE]  # whoever wants the real one gets it


def _module_of(code: str) -> str:
    from holidays.registry import COUNTRIES

    key = next((key for key, names in COUNTRIES.items() if code in names), "")
    return f"{_PACKAGE}.{key}"
