"""Texts in tables that a spreadsheet opens: none of them may become a formula."""

import re

from roadmap_sync.problems import is_harmless

_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
#: Where a formula may begin: at the beginning of a text, but also behind a semicolon or a line
#: end, for where the semicolon parts the columns, the quotes of ours mean nothing. The wide
#: signs count in East Asia.
_FORMULA = re.compile(rf"(^|[;\n])(\s*)(?={_SIGNS})")
_TAMED = re.compile(rf"(^|[;\n])(\s*)'(?={_SIGNS})")


def safe(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe stands before a formula.

    Characters that nobody sees are left out, except line feeds.
    """
    kept = "".join(char for char in text if is_harmless(char) or char == "\n")
    return _FORMULA.sub(r"\1\2'", kept)


def unsafe(text: str) -> str:
    """Return what `safe` was given, without what it left out."""
    return _TAMED.sub(r"\1\2", text)
