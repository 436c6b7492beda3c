"""Finding people by a part of the name, by pinyin or its initials, by the end of a phone number.

A search engine takes a run of Han characters as one word: 娜娜 would find nobody called 欧阳娜娜. So the tokens that
people type are kept beside the name and compared as plain text, which works the same on every database.
"""

import re
import unicodedata
from functools import cache
from types import ModuleType

_NOISE = re.compile(r"[\s|·・•‧∙.\-–—'’]+")
_PHONE = re.compile(r"\+?[0-9]+")
_AS_SURNAME = {
    "单": "shan",
    "單": "shan",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "区": "ou",
    "區": "ou",
    "朴": "piao",
    "曾": "zeng",
    "任": "ren",
    "盖": "ge",
    "乐": "yue",
    "覃": "qin",
    "缪": "miao",
    "翟": "zhai",
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "长孙": "zhang sun",
}
"""Characters that are read differently in a surname. Both readings are kept, because both are typed."""


@cache
def _pinyin() -> ModuleType | None:
    # A large table, and an optional extra: loaded when the first name is saved, not at start.
    try:
        import pypinyin
    except ImportError:
        return None
    return pypinyin


def compact(typed: str) -> str:
    """What was typed, the way tokens are written: no gaps and dots, lower case, full-width digits as plain ones.

    A number loses the country's code, so that it is found however it was typed.
    """
    text = _NOISE.sub("", unicodedata.normalize("NFKC", typed).lower())
    return text.removeprefix("+86") if _PHONE.fullmatch(text) else text


def search_tokens(name: str, phone: str = "") -> str:
    """What a row is found by, each token between bars: `|欧阳娜娜|ouyangnana|oynn|13912345678|5678|`.

    Look for `compact(typed)` inside the whole text to match any part; a bar in front anchors it at a token's start.
    """
    plain = compact(name)
    tokens = [plain, *_spellings(plain)]
    if phone:
        tokens += [compact(phone), phone[-4:]]
    return f"|{'|'.join(dict.fromkeys(token for token in tokens if token))}|"


def _spellings(name: str) -> list[str]:
    pinyin = _pinyin()
    if not pinyin:
        return []
    full: list[str] = pinyin.lazy_pinyin(name)
    readings = ["".join(full), "".join(pinyin.lazy_pinyin(name, style=pinyin.Style.FIRST_LETTER))]
    for surname in (name[:2], name[:1]):
        if surname in _AS_SURNAME:
            syllables = [*_AS_SURNAME[surname].split(), *full[len(surname) :]]
            readings += ["".join(syllables), "".join(syllable[:1] for syllable in syllables)]
            break
    return readings
