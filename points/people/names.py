"""Names in public: masked unless the person agreed to more.

The way public notices print them: two characters 王*, three 陈×芳, four and more keep the first and the last, compound
surnames stay whole (欧阳×娜). Names of several parts, as minorities and foreigners bear them, keep the first character
of each part: 阿*·买*, J* S*.
"""

import re

_COMPOUND_LIST = """
欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 宇文 长孙 長孫 司徒 司空 司寇 夏侯 端木
轩辕 軒轅 南宫 南宮 独孤 獨孤 百里 呼延 申屠 澹台 澹臺 濮阳 濮陽 淳于 公冶 宗政 太叔 仲孙 仲孫 钟离 鍾離 鲜于 鮮于 闾丘
閭丘 赫连 赫連 拓跋 万俟 萬俟 闻人 聞人 公羊 梁丘 左丘 东郭 東郭 南门 南門 西门 西門 完颜 完顏 纳兰 納蘭 第五 羊舌 漆雕
乐正 樂正 亓官 巫马 巫馬 段干
"""
_COMPOUND_SURNAMES = frozenset(_COMPOUND_LIST.split())
_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SPACED_OUT = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_PARTS = re.compile(r"([·・•‧∙･．﹒\s.]+)")


def is_han(name: str) -> bool:
    """Whether the name begins with a Han character."""
    return bool(re.match(f"[{_HAN}]", name))


def masked_name(name: str) -> str:
    """The name as strangers may see it; never the whole of it."""
    # Lists print 王　芳 with a gap to line up with names of three: it is one part, not two.
    name = _SPACED_OUT.sub("", " ".join(name.split()))
    pieces = _PARTS.split(name)
    if len(pieces) > 1 or not is_han(name):
        return "".join(piece if _PARTS.fullmatch(piece) else _first_only(piece) for piece in pieces if piece)
    surname = name[:2] if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    given = name[len(surname) :]
    if not given:
        return "*"
    if len(given) == 1:
        return surname + "*"
    return surname + "×" * (len(given) - 1) + given[-1]


def _first_only(part: str) -> str:
    return part[0] + "*" if len(part) > 1 else "*"
