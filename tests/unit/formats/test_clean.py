import re
import unicodedata
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roadmap_sync.formats.clean import address, clean, line_of

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80) | st.text(
    st.sampled_from("\r\n\t\v\f\x00\x1c\x85\u2028\u2029\ufeff\ud800 aé"), max_size=20
)
LINKS = st.builds(
    "{}{}{}".format, st.sampled_from(["https://", "HTTP://x", "", " http:"]), ANY_TEXT, ANY_TEXT
)


@given(ANY_TEXT)
@example("\r\x00\n")
def test_a_clean_text_has_no_control_character_but_line_feeds(text: str) -> None:
    found = clean(text)

    assert {unicodedata.category(char) for char in found.replace("\n", "")}.isdisjoint({"Cc", "Cs"})
    assert found.splitlines() == found.removesuffix("\n").split("\n") or not found
    assert clean(found) == found
    found.encode()


@given(ANY_TEXT)
def test_words_survive(text: str) -> None:
    visible = re.sub(r"[^\w]", "", re.sub("[\ud800-\udfff]", "", text))

    assert re.sub(r"[^\w]", "", clean(text)) == visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\vb\fc\x1cd\x1de\x1ef\x85g\u2028h\u2029i", "a\nb\nc\nd\ne\nf\ng\nh\ni"),
        ("a\tb", "a b"),
        ("\ufeffa\x00\x07\x1b[1m\x7f\x9fb", "a[1mb"),
        ("half \ud83d, whole \U0001f600", "half , whole \U0001f600"),
        ("👩🏽‍⚕️ e\u0301 \u200f\u05d0", "👩🏽‍⚕️ e\u0301 \u200f\u05d0"),
        ("abc\u202efdp\u2066 \u202b\u2069x", "abcfdp x"),
        ("  two  spaces  ", "  two  spaces  "),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(ANY_TEXT)
def test_a_line_is_one_line(text: str) -> None:
    found = line_of(text)

    assert found == " ".join(found.split()) == line_of(found)
    assert len(found.splitlines()) <= 1
    assert found == line_of(f" {text}\n")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/a?b=c,d;e#f", "https://example.org/a?b=c,d;e#f"),
        (" HTTP://example.org \n", "HTTP://example.org"),
        (
            'https://example.org/a b"<>\\^`{|}',
            "https://example.org/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D",
        ),
        ("https://example.org/%20é", "https://example.org/%20%C3%A9"),
        ("https://[::1]/", "https://[::1]/"),
        ("https://[broken/", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("data:text/html,x", ""),
        ("mailto:a@example.org", ""),
        ("example.org", ""),
        ("//example.org", ""),
        ("java\nscript:https://", ""),
        ("", ""),
    ],
)
def test_addresses(link: str, expected: str) -> None:
    assert address(link) == expected


@given(LINKS)
def test_an_address_is_plain_and_of_the_web(link: str) -> None:
    found = address(link)

    assert re.fullmatch(r"[!-~]*", found)
    assert not set(found) & set('"<>\\^`{|}')
    assert not found or urlsplit(found).scheme in ("http", "https")
    assert address(found) == found
