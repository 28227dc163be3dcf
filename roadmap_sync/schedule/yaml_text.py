"""Values → YAML on one line, as a person would write it."""

import re
from typing import TypeAlias

#: A text, a list, keys with values, or nothing.
Value: TypeAlias = str | tuple["Value", ...] | dict[str, "Value"] | None

#: Texts that mean themselves without quotes, inside brackets too.
_PLAIN = re.compile(r"[^\W_](?:[^,\[\]{}:#\t]|:(?=[^\s,\[\]{}:#])|(?<=[^\s])#)*", re.UNICODE)
#: YAML's words for nothing.
NULLS = frozenset({"~", "null", "Null", "NULL"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_BYTE, _BASIC = 0xFF, 0xFFFF


def to_yaml(value: Value, quote: str = "") -> str:
    """Return a value on one line: ``{name: Surgery, start: 2028-08-28}``.

    Args:
        value: What to write; its texts may be any.
        quote: The quotation mark that a single text should keep; empty for none where that
            can be read back.
    """
    if value is None:
        return "null"
    if isinstance(value, dict):
        pairs = (f"{to_yaml(key)}: {to_yaml(one)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(to_yaml(one) for one in value) + "]"
    if quote == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if quote != '"' and _is_plain(value):
        return value
    return '"' + "".join(_escaped(char) for char in value) + '"'


def _is_plain(text: str) -> bool:
    printable = text.isprintable() and text == text.strip() and text not in NULLS
    return printable and _PLAIN.fullmatch(text) is not None


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    number = ord(char)
    if number <= _BYTE:
        return f"\\x{number:02X}"
    return f"\\u{number:04X}" if number <= _BASIC else f"\\U{number:08X}"
