"""Free text beside a number: a note on an award, the reason of a correction.

It is kept for ever, in the ledger too, and read by people who do not know the household. So no phone number and no
identity number is taken in; and where one got in by another way, it is hidden from whoever does not serve the people.
Full-width digits and the gaps that people type into numbers change nothing.
"""

import re

from points.errors import PersonalDataInText

_NARROW = str.maketrans("０１２３４５６７８９＋－　Ｘｘ", "0123456789+- Xx")
"""Sign for sign: a place in the narrow text is the same place in the text as it was typed."""
_GAP = r"[ .\-–—]?"
_PHONE = rf"(?:(?:\+|00)?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"
_IDENTITY = rf"[1-9]\d{{5}}{_GAP}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_GAP}\d{{3}}[\dXx]"
_PERSONAL = re.compile(rf"(?<!\d)(?:{_IDENTITY}|{_PHONE})(?!\d)", re.ASCII)


def refuse_personal_numbers(*texts: str) -> None:
    """Refuses with `personal_data_in_text`."""
    if any(_PERSONAL.search(text.translate(_NARROW)) for text in texts):
        raise PersonalDataInText()


def without_personal_numbers(text: str) -> str:
    """The text with a star for every sign of such a number: `电话***********`."""
    for found in _PERSONAL.finditer(text.translate(_NARROW)):
        start, end = found.span()
        text = text[:start] + "*" * (end - start) + text[end:]
    return text
