"""Texts for people inside our scripts, where no catalogue reaches them; a script gets its texts from the page.

Such a text is a literal with words in a row or with Chinese, or one that goes straight to where people read.
"""

import re
from collections.abc import Iterator

_TOKENS = re.compile(
    r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<pattern>(?<=[(,=:])\s*/(?![*/])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+/[a-z]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS = re.compile(r"[A-Za-z]{2,}[,.]? [A-Za-z]{2,}|[A-Za-z]{2,}[.!?…]$|[一-鿿]")
_READ = re.compile(
    r"(?:\.(?:textContent|innerText|innerHTML|title|alt|placeholder|ariaLabel)\s*\+?=|"
    r"\b(?:alert|confirm|prompt|Error)\(|\"(?:aria-label|title|alt|placeholder)\",)\s*$"
)
_MARKS = re.compile(r"[a-z]+-[\w-]*(?: [a-z][\w-]*)*")
"""Classes and attributes."""
_SELECTOR = re.compile(r"(?:querySelector(?:All)?|closest|matches)\(\s*$")


def texts_in(source: str) -> Iterator[str]:
    """Every text for people in the source of a script."""
    for token in _TOKENS.finditer(source):
        if token["string"]:
            before = source[: token.start()]
            said = re.sub(r"\$\{[^}]*\}", "", token["string"][1:-1])
            is_read = _READ.search(before) and re.search(r"[A-Za-z]{2,}", said)
            is_for_scripts = _MARKS.fullmatch(said) or _SELECTOR.search(before)
            if is_read or (_WORDS.search(said) and not is_for_scripts):
                yield token["string"]
