"""Texts in tables that a spreadsheet opens: none of them may become a formula."""

#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe stands before a formula.

    Characters that nobody sees are left out, except line feeds.
    """
    kept = "".join(char for char in text if char.isprintable() or char == "\n")
    return f"'{kept}" if kept.startswith(_FORMULA) else kept


def unsafe(text: str) -> str:
    """Return what `safe` was given, without what it left out."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
