"""A rule table becomes a rule book, or each row that does not is named by line, column and reason."""

import pytest

from points.audit import LogEntry
from points.errors import NotPermitted, UnreadableFile
from points.imports import services as imports
from points.imports.services import Refusal, RuleImport
from points.models import Rule, RuleBook
from points.permissions import Role
from tests.imports.conftest import HEADER, SWEEP, as_csv, as_xlsx

pytestmark = pytest.mark.django_db


def sweep(**changes) -> list[str]:
    return [changes.get(column, cell) for column, cell in zip(HEADER, SWEEP, strict=True)]


def test_a_table_becomes_a_draft(read, community):
    report = read(as_csv(HEADER, SWEEP))
    book = report.written
    assert (book.community, book.name, book.version, book.state) == (community, "积分细则", 1, "draft")
    rule = book.rules.get()
    assert (rule.code, rule.category, rule.name, rule.unit, rule.kind) == (
        "QS1",
        "环境",
        "清扫楼道",
        "次",
        "per_event",
    )
    assert (rule.points, rule.cap, rule.cap_period, rule.applies_to) == (50, 200, "month", "household")
    entry = LogEntry.objects.get(action="points.rules_imported")
    assert (entry.data, entry.label) == ({"read": 1, "refused": 0, "allows_sensitive": False}, "积分细则 v1")


def test_a_changed_table_is_the_next_version(read):
    read(as_csv(HEADER, SWEEP))
    assert read(as_csv(HEADER, ["QS2", *SWEEP[1:]])).written.version == 2


def test_the_same_table_again_changes_nothing(read):
    first = read(as_csv(HEADER, SWEEP))
    again = read(as_xlsx(HEADER, SWEEP))
    assert again.is_repeat
    assert again.written == first.written
    assert RuleBook.objects.count() == 1
    assert RuleBook.objects.get().rules.count() == 1


@pytest.mark.parametrize("name", ["", "细" * 81, "细则\n", "\udcff", "细\u202e则"])
def test_a_name_that_is_no_name_is_refused(community, name):
    with pytest.raises(UnreadableFile, match="name of a rule book"):
        imports.import_rules(as_csv(HEADER, SWEEP).encode(), into=RuleImport(community=community, name=name), by=None)
    assert not RuleBook.objects.exists()


def test_an_xlsx_becomes_the_same_rules(read):
    from_csv = read(as_csv(HEADER, SWEEP)).written.rules.values().get()
    from_xlsx = (
        read(as_xlsx(HEADER, ["QS1", "环境", "清扫楼道", "次", 5, 20.0, *SWEEP[6:]])).written.rules.values().get()
    )
    same = from_csv.keys() - {"id", "rule_book_id"}
    assert {field: from_csv[field] for field in same} == {field: from_xlsx[field] for field in same}


def test_chinese_headers_and_words_are_understood(read):
    header = ["编号", "类别", "项目", "单位", "分值", "封顶", "封顶周期", "对象", "佐证材料", "备注"]
    row = ["QS1", "环境", "清扫楼道", "每次", "+5分", "20", "每月", "个人", "*签到", "无"]
    report = read(as_csv(header, row))
    rule = report.written.rules.get()
    assert (rule.points, rule.cap, rule.cap_period, rule.applies_to) == (50, 200, "month", "person")
    assert (rule.kind, rule.evidence, report.unknown_columns) == ("per_event", "签到", ["备注"])


def test_an_unknown_column_is_named_on_one_line(read):
    assert read(as_csv([*HEADER, "第一行\n第二行"], [*SWEEP, "无"])).unknown_columns == ["第一行 第二行"]


@pytest.mark.parametrize(
    ("unit", "points", "kind", "tenths", "minutes"),
    [
        ("次", "5", "per_event", 50, None),
        ("人次", "0.1", "per_event", 1, None),
        ("场次", "0.5", "per_event", 5, None),
        ("课时", "6", "per_event", 60, None),
        ("本", "2", "per_event", 20, None),
        ("篇", "２", "per_event", 20, None),
        ("小时", "2", "per_hour", 20, 60),
        ("2小时", "20", "per_hour", 200, 120),
        ("半小时", "1", "per_hour", 10, 30),
        ("0.5小时", "1", "per_hour", 10, 30),
        ("30分钟", "1", "per_hour", 10, 30),
        ("條", "20", "per_event", 200, None),
        ("場次", "5", "per_event", 50, None),
        ("2小時", "20", "per_hour", 200, 120),
        ("90分鐘", "3", "per_hour", 30, 90),
        ("hour", "2", "per_hour", 20, 60),
        ("月", "4", "per_period", 40, None),
        ("每季度", "50", "per_period", 500, None),
        ("year", "50", "per_period", 500, None),
        ("一次性", "100", "one_off", 1000, None),
        ("once", "100", "one_off", 1000, None),
        ("次", "-3", "deduction", -30, None),
        ("次", "−3", "deduction", -30, None),
        ("小时", "-3", "deduction", -30, None),
        ("次", "RESET0", "reset", 0, None),
        ("次", "清零", "reset", 0, None),
    ],
)
def test_the_unit_and_the_points_say_the_kind(read, unit, points, kind, tenths, minutes):
    header = ["code", "name", "unit", "points"]
    rule = read(as_csv(header, ["A", "清扫", unit, points])).written.rules.get()
    assert (rule.kind, rule.points, rule.minutes_per_unit) == (kind, tenths, minutes)


@pytest.mark.parametrize("unit", ["次(5-10分 评议定)", "次（5—10分 评议定）".replace("—", "至"), "次(5~10)"])
def test_a_range_stands_in_the_unit(read, unit):
    rule = read(as_csv(["code", "name", "unit", "points"], ["A", "拾金不昧", unit, "5"])).written.rules.get()
    assert (rule.kind, rule.unit, rule.points, rule.points_most) == ("range", "次", 50, 100)


def test_a_range_stands_in_a_column(read):
    header = ["code", "name", "unit", "points", "points_most"]
    rule = read(as_csv(header, ["A", "拾金不昧", "次", "5", "10"])).written.rules.get()
    assert (rule.kind, rule.points, rule.points_most) == ("range", 50, 100)


def test_difficulties_and_a_shared_cap_are_read(read):
    header = ["code", "name", "unit", "points", "difficulties", "cap_group", "group_cap", "group_period"]
    rows = [[code, "清扫", "小时", "2", "熟练=120; 危险=150%", "环境", "30", "每月"] for code in "AB"]
    book = read(as_csv(header, *rows)).written
    assert book.cap_groups.get().rules.count() == 2
    assert (book.cap_groups.get().cap, book.cap_groups.get().period) == (300, "month")
    assert book.rules.first().difficulties == {"熟练": 120, "危险": 150}


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"code": ""}, "code", "nothing stands here"),
        ({"code": "A" * 21}, "code", "longer than 20"),
        ({"name": ""}, "name", "nothing stands here"),
        ({"name": "字" * 121}, "name", "longer than 120"),
        ({"unit": ""}, "unit", "nothing stands here"),
        ({"unit": "斤"}, "unit", "“斤” is not known"),
        ({"unit": "0小时"}, "unit", "is not known"),
        ({"unit": "次(10-5分)"}, "unit", "is not known"),
        ({"unit": "次(6-10分)"}, "points", "the unit says 6 to 10"),
        ({"points": ""}, "points", "nothing to gain"),
        ({"points": "0"}, "points", "nothing to gain"),
        ({"points": "五"}, "points", "“五” is not a number"),
        ({"points": "1e3"}, "points", "not a number"),
        ({"points": "NaN"}, "points", "not a number"),
        ({"points": "5-10"}, "points", "not a number"),
        ({"points": "0.25"}, "points", "one decimal"),
        ({"cap": "viele"}, "cap", "not a number"),
        ({"cap": "-5"}, "cap", "above zero"),
        ({"cap": ""}, "cap", "a period without a cap"),
        ({"cap_period": ""}, "cap_period", "a cap without a period"),
        ({"cap_period": "fortnight"}, "cap_period", "“fortnight” is not known"),
        ({"applies_to": "dog"}, "applies_to", "neither household nor person"),
        ({"name": "=HYPERLINK(1)"}, "name", "a formula"),
        ({"name": "清\x1b[2J扫"}, "name", "signs that are no text"),
        ({"evidence": "签\u202e到"}, "evidence", "signs that are no text"),
        ({"unit": f"次(5-{'9' * 100}分)"}, "unit", "is not known"),
        ({"points": "٣"}, "points", "is not a number"),
        ({"points": "a\nb"}, "points", "“a b” is not a number"),
        ({"points": "9" * 1000}, "points", f"“{'9' * 60}…” is not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(read, changes, column, reason):
    report = read(as_csv(HEADER, sweep(code="OK"), sweep(**changes)))
    [refusal] = report.refusals
    assert (refusal.line, refusal.column) == (3, column)
    assert reason in refusal.reason
    assert f"line 3, column “{column}”" in str(refusal)
    assert not RuleBook.objects.exists()


def test_a_column_is_named_as_the_file_names_it(read):
    [refusal] = read(as_csv(["编号", "项目", "单位", "分值"], ["A", "清扫", "次", "五"])).refusals
    assert refusal.column == "分值"


def test_a_formula_in_a_workbook_is_refused(read):
    [refusal] = read(as_xlsx(["code", "name", "unit", "points"], ["A", "清扫", "次", "=2+3"])).refusals
    assert (refusal.line, refusal.column) == (2, "points")


def test_a_code_twice_is_refused(read):
    [refusal] = read(as_csv(HEADER, SWEEP, SWEEP)).refusals
    assert "QS1 stands in line 2 already" in refusal.reason


def test_a_group_with_two_caps_is_refused(read):
    header = ["code", "name", "unit", "points", "cap_group", "group_cap", "group_period"]
    rows = [["A", "清扫", "次", "2", "环境", "30", "month"], ["B", "清扫", "次", "2", "环境", "40", "month"]]
    [refusal] = read(as_csv(header, *rows)).refusals
    assert (refusal.line, refusal.column) == (3, "group_cap")
    [refusal] = read(as_csv(header, ["A", "清扫", "次", "2", "环境", "", ""])).refusals
    assert "needs its cap" in refusal.reason


def test_cells_beyond_the_header_are_refused(read):
    [refusal] = read(as_csv(HEADER, [*SWEEP, "surplus"])).refusals
    assert refusal == Refusal(line=2, column="", reason="more cells than the header has columns")


def test_the_readable_rows_are_written_when_the_others_are_skipped(read):
    report = read(as_csv(HEADER, SWEEP, sweep(code="B", points="五")), skips_refused=True)
    assert (report.count, len(report.refusals)) == (1, 1)
    assert [rule.code for rule in report.written.rules.all()] == ["QS1"]


def test_a_dry_run_writes_nothing(read):
    report = read(as_csv(HEADER, SWEEP), is_dry_run=True)
    assert (report.count, report.written) == (1, None)
    assert not RuleBook.objects.exists()


def test_missing_columns_are_named(read):
    with pytest.raises(UnreadableFile, match="unit, points"):
        read("code,name\nA,清扫\n")


SENSITIVE = [
    # Published rules, word by word.
    ("SJ06", "扶贫认知", "对帮扶及责任人满意", "督查记录"),
    ("SJ07", "扶贫认知", "帮扶内容表述清楚", "督查记录"),
    ("SJ08", "扶贫认知", "一般农户准确表述且配合工作", "督查记录"),
    ("SJ11", "自主脱贫", "积极配合帮扶责任人", "帮扶责任人评定"),
    ("ZH11", "教育", "省级高中考状元", "录取通知"),
    ("FJ03-", "参会学习", "会上不说会后乱说", "评议记录"),
    ("X1", "综治", "越级上访", "核实"),
    ("X2", "综治", "拨打12345投诉", "核实"),
    ("X3", "计生", "落实计划生育", "证明"),
    ("X4", "宣传", "转发朋友圈并点赞", "截图"),
    ("X5", "宗教", "参加宗教活动", "核实"),
]


@pytest.mark.parametrize(("code", "category", "name", "evidence"), SENSITIVE)
def test_topics_that_a_rule_book_should_not_touch_are_refused(read, code, category, name, evidence):
    table = as_csv(HEADER, [code, category, name, "次", "5", "", "", "household", evidence])
    [refusal] = read(table).refusals
    assert "not for a rule book" in refusal.reason
    assert read(table, allows_sensitive=True).written.rules.get().code == code


@pytest.mark.parametrize("name", ["劝阻他人参加非法活动", "积极发言", "上级抽查脏乱差", "家庭成员考上大学", "助人为乐"])
def test_ordinary_rules_are_not_mistaken_for_such_topics(read, name):
    assert not read(as_csv(HEADER, sweep(name=name))).refusals


def test_whoever_imports_needs_the_duty(community, make_staff):
    def read_by(user):
        into = RuleImport(community=community, name="积分细则")
        return imports.import_rules(as_csv(HEADER, SWEEP).encode(), into=into, by=user).count

    assert read_by(make_staff(Role.ADMINISTRATOR)) == 1
    with pytest.raises(NotPermitted):
        read_by(make_staff(Role.GRID_STAFF))


def test_every_refusal_of_a_table_is_named_at_once(read):
    rows = [sweep(code=f"A{number}", points="五") for number in range(5)]
    assert [refusal.line for refusal in read(as_csv(HEADER, *rows)).refusals] == [2, 3, 4, 5, 6]
    assert not Rule.objects.exists()
