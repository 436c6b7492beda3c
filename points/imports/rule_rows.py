"""One row of a rule table becomes one rule.

Columns are known by English and Chinese names. What is not said is not guessed: a cap needs its period, a unit must be
a known one, and points have one decimal at most.
"""

import re
from collections.abc import Mapping
from unicodedata import normalize

from django.utils.translation import gettext as _

from points.amounts import format_points, parse_points
from points.imports.reports import Unfit, quoted
from points.imports.topics import reason_against
from points.imports.units import EXAMPLES, Measure, read_unit
from points.rules.models import CapGroup, CapPeriod, Rule
from points.rules.services import RuleDraft

NAMES = {
    "code": "code 编号 代码 序号 编码",
    "category": "category 类别 分类 类型 项目类别",
    "name": "name 名称 项目 内容 积分项目 积分内容",
    "unit": "unit 单位 计分单位",
    "points": "points 分值 积分 分数 计分标准",
    "points_most": "points_most 最高分 分值上限",
    "cap": "cap cap_points 封顶 上限 封顶分 上限分",
    "cap_period": "cap_period 封顶周期 上限周期 周期",
    "cap_group": "cap_group 封顶组 上限组",
    "group_cap": "group_cap 组封顶 组上限",
    "group_period": "group_period 组周期",
    "applies_to": "applies_to 对象 适用对象 计分对象",
    "difficulties": "difficulties 难度 难度系数",
    "evidence": "evidence 佐证 证明 依据 佐证材料",
    "clause": "clause 条款 公约条款",
    "source": "source 来源 出处",
}
NEEDED = ("code", "name", "unit", "points")

_BY_NAME = {alias: field for field, aliases in NAMES.items() for alias in aliases.split()}
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?")
_PERCENT = re.compile(r"[0-9]{1,4}")
_RESET = frozenset({"RESET0", "清零", "归零", "积分归零"})
_PERIODS = {
    CapPeriod.EVENT: "event 每次 次 单次",
    CapPeriod.DAY: "day 每日 每天 日 天",
    CapPeriod.MONTH: "month 每月 月",
    CapPeriod.QUARTER: "quarter 每季度 每季 季度 季",
    CapPeriod.YEAR: "year 每年 年 年度",
    CapPeriod.ONCE: "once 一次性 累计 总计",
}
_PERIOD_BY_NAME = {alias: period for period, aliases in _PERIODS.items() for alias in aliases.split()}
_SUBJECT_BY_NAME = dict.fromkeys(["household", "户", "家庭", "住户", "农户"], Rule.AppliesTo.HOUSEHOLD) | dict.fromkeys(
    ["person", "人", "个人", "居民", "本人", "党员"], Rule.AppliesTo.PERSON
)
_LENGTHS = {
    field: Rule._meta.get_field(field).max_length
    for field in ("code", "category", "name", "evidence", "clause", "source")
}


def columns_of(columns: list[str]) -> tuple[dict[str, str], list[str]]:
    """Which column of the file holds which field, and the columns that mean nothing here."""
    found: dict[str, str] = {}
    unknown = []
    for column in columns:
        field = _BY_NAME.get(normalize("NFKC", column).strip().lower().replace(" ", "_"))
        if field is None or field in found:
            # A cell may hold a line break; what is said of it stands on one line.
            unknown.append(" ".join(column.split()))
        else:
            found[field] = column
    return found, unknown


class RuleRow:
    """One line of the table, read field by field. Anything that does not fit raises `Unfit` with its column."""

    def __init__(self, cells: Mapping[str, str], columns: Mapping[str, str]) -> None:
        self._cells = cells
        self._columns = columns

    def draft(self, *, allow_sensitive: bool) -> RuleDraft:
        self._refuse_what_is_no_text()
        measure = self._measure()
        rule = Rule(
            code=self._needed("code"),
            category=self._text("category") or _("General"),
            name=self._needed("name"),
            unit=measure.unit,
            minutes_per_unit=measure.minutes,
            applies_to=self._subject(),
            difficulties=self._difficulties(),
            # A leading asterisk marks a suggestion in published collections.
            evidence=self._text("evidence").removeprefix("*"),
            clause=self._text("clause"),
            source=self._text("source"),
        )
        if not allow_sensitive:
            self._refuse_sensitive(rule)
        self._set_points(rule, measure)
        rule.cap, rule.cap_period = self._cap(measure)
        return RuleDraft(rule=rule, cap_group=self._group())

    def unfit(self, field: str, reason: str) -> Unfit:
        return Unfit(self._columns.get(field, field), reason)

    def _raw(self, field: str) -> str:
        column = self._columns.get(field)
        return self._cells[column] if column else ""

    def _text(self, field: str) -> str:
        text = self._raw(field)
        if len(text) > (_LENGTHS.get(field) or 200):
            raise self.unfit(field, _("longer than %(limit)s characters") % {"limit": _LENGTHS.get(field) or 200})
        return text

    def _needed(self, field: str) -> str:
        text = self._text(field)
        if not text:
            raise self.unfit(field, _("nothing stands here"))
        return text

    def _number(self, field: str) -> int | None:
        """Tenths; None for an empty cell."""
        text = normalize("NFKC", self._raw(field)).replace("−", "-").replace("分", "").replace(" ", "")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise self.unfit(field, _("“%(text)s” is not a number") % {"text": quoted(self._raw(field))})
        try:
            return parse_points(text)
        except ValueError:
            raise self.unfit(field, _("points have one decimal at most")) from None

    def _refuse_what_is_no_text(self) -> None:
        for column, text in self._cells.items():
            if text.startswith(("=", "＝")):
                raise Unfit(column, _("a formula; please write the value itself"))
            # They turn writing around, move the cursor of a terminal, or are nothing that a database takes.
            if _UNSEEN.search(text):
                raise Unfit(column, _("contains signs that are no text"))

    def _refuse_sensitive(self, rule: Rule) -> None:
        for field in ("category", "name", "evidence"):
            reason = reason_against(getattr(rule, field))
            if reason:
                raise self.unfit(field, _("not for a rule book: %(reason)s") % {"reason": reason})

    def _measure(self) -> Measure:
        text = self._needed("unit")
        measure = read_unit(text)
        if measure is None:
            facts = {"text": quoted(text), "examples": EXAMPLES}
            raise self.unfit("unit", _("the unit “%(text)s” is not known; known are such as %(examples)s") % facts)
        if len(measure.unit) > 40:
            raise self.unfit("unit", _("longer than %(limit)s characters") % {"limit": 40})
        return measure

    def _subject(self) -> Rule.AppliesTo:
        text = self._raw("applies_to").lower()
        if not text:
            return Rule.AppliesTo.HOUSEHOLD
        if text not in _SUBJECT_BY_NAME:
            raise self.unfit("applies_to", _("“%(text)s” is neither household nor person") % {"text": quoted(text)})
        return _SUBJECT_BY_NAME[text]

    def _difficulties(self) -> dict[str, int]:
        """`熟练=120; 危险=150`, in percent."""
        found = {}
        for pair in filter(None, re.split(r"[;；,，]", normalize("NFKC", self._raw("difficulties")))):
            name, _sign, percent = (part.strip() for part in pair.partition("="))
            percent = percent.removesuffix("%")
            if not name or len(name) > 20 or not _PERCENT.fullmatch(percent) or not 1 <= int(percent) <= 1000:
                raise self.unfit(
                    "difficulties", _("“%(text)s” is not like “skilled=120”") % {"text": quoted(pair.strip())}
                )
            found[name] = int(percent)
        return found

    def _set_points(self, rule: Rule, measure: Measure) -> None:
        if normalize("NFKC", self._raw("points")).strip().upper() in _RESET:
            rule.kind, rule.points, rule.minutes_per_unit = Rule.Kind.RESET, 0, None
            return
        points = self._number("points")
        if not points:
            raise self.unfit("points", _("nothing to gain and nothing to lose"))
        rule.points, rule.kind = points, measure.kind
        if points < 0:
            rule.kind, rule.minutes_per_unit = Rule.Kind.DEDUCTION, None
        self._set_range(rule, measure)

    def _set_range(self, rule: Rule, measure: Measure) -> None:
        most = self._number("points_most")
        field = "points_most"
        if measure.most is not None:
            field = "unit"
            if measure.least != rule.points or most not in {None, measure.most}:
                facts = {"least": format_points(measure.least or 0), "most": format_points(measure.most)}
                raise self.unfit("points", _("the unit says %(least)s to %(most)s") % facts)
            most = measure.most
        if most is None:
            return
        if rule.kind not in {Rule.Kind.PER_EVENT, Rule.Kind.RANGE} or most < rule.points:
            raise self.unfit(field, _("a range goes upwards and is counted per event"))
        rule.kind, rule.points_most = Rule.Kind.RANGE, most

    def _cap(self, measure: Measure) -> tuple[int | None, str]:
        cap, period = self._number("cap"), self._period("cap_period")
        if cap is None:
            # `月` and `一次性` say the period themselves; elsewhere a period without a cap is a forgotten number.
            if period and measure.kind not in {Rule.Kind.PER_PERIOD, Rule.Kind.ONE_OFF}:
                raise self.unfit("cap", _("a period without a cap"))
            return None, ""
        if not period:
            raise self.unfit("cap_period", _("a cap without a period"))
        if cap <= 0:
            raise self.unfit("cap", _("a cap is above zero"))
        return cap, period

    def _period(self, field: str) -> str:
        text = self._raw(field).lower()
        if text and text not in _PERIOD_BY_NAME:
            facts = {"text": quoted(text), "known": ", ".join(CapPeriod.values)}
            raise self.unfit(field, _("the period “%(text)s” is not known; known are %(known)s") % facts)
        return _PERIOD_BY_NAME[text] if text else ""

    def _group(self) -> CapGroup | None:
        name = self._raw("cap_group")
        if not name:
            return None
        if len(name) > 60:
            raise self.unfit("cap_group", _("longer than %(limit)s characters") % {"limit": 60})
        cap, period = self._number("group_cap"), self._period("group_period")
        if not cap or cap < 0 or not period:
            raise self.unfit("group_cap", _("a group needs its cap and its period"))
        return CapGroup(name=name, cap=cap, period=period)
