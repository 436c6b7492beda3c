"""Rule books: drafted, adopted, followed by the next version on its day, and never changed afterwards."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from points.audit import LogEntry
from points.errors import NotPermitted, RuleBookAdopted, RuleBookEmpty, RuleBookSameDay, RuleIncomplete
from points.models import CapGroup, Rule, RuleBook
from points.permissions import Role
from points.rules import queries
from points.rules import services as rules
from tests.rules.conftest import local, make_rule

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)


def draft_of(community, by, *drafted, name="积分细则"):
    lines = [rules.RuleDraft(rule=rule, cap_group=rule.shares) for rule in drafted]
    return rules.draft(community=community, name=name, rules=lines, by=by)


def test_the_book_in_force_on_the_day_of_the_act_decides(make_book, book_act, community):
    first = make_book(make_rule("A", "per_event", 50))
    second = make_book(make_rule("A", "per_event", 80), in_force_from=JULY)
    first.refresh_from_db()
    assert (first.in_force_to, second.in_force_to, second.version) == (JULY, None, 2)
    assert book_act("A", occurred_at=local(2026, 6, 30, 23, 59)).amount == 50
    record = book_act("A", occurred_at=local(2026, 7, 1, 0, 0))
    assert record.amount == 80
    assert "version 2" in queries.explain(record, "en")
    assert queries.book_in_force(community, on=JULY) == second
    assert queries.book_in_force(community, on=date(2025, 1, 1)) is None


def test_a_book_adopted_later_for_an_earlier_day_ends_where_the_next_begins(make_book, community):
    autumn = make_book(make_rule("A", "per_event", 80), in_force_from=date(2026, 10, 1))
    summer = make_book(make_rule("A", "per_event", 60), in_force_from=JULY)
    assert (summer.in_force_to, autumn.in_force_to) == (date(2026, 10, 1), None)
    assert queries.book_in_force(community, on=date(2026, 9, 30)) == summer
    assert queries.verify().differences == []


def test_two_books_do_not_begin_on_one_day(make_book):
    make_book(make_rule("A", "per_event", 50))
    with pytest.raises(RuleBookSameDay):
        make_book(make_rule("A", "per_event", 60), name="另一本")


def test_another_book_of_the_community_runs_beside_it(make_book):
    civic = make_book(make_rule("A", "per_event", 50))
    make_book(make_rule("A", "per_event", 10), book="party")
    civic.refresh_from_db()
    assert civic.in_force_to is None


def test_adopting_says_who_and_where(make_book, administrator):
    book = make_book(make_rule("A", "per_event", 50))
    assert (book.adopted_by, book.adopted_where, bool(book.adopted_at)) == (administrator, "居民代表会议", True)
    assert LogEntry.objects.filter(action="points.rules_adopted").count() == 1


def test_only_administrators_adopt(community, administrator, make_staff):
    book = draft_of(community, administrator, make_rule("A", "per_event", 50))
    with pytest.raises(NotPermitted):
        rules.adopt(book, in_force_from=JULY, where="会议", by=make_staff(Role.EDITOR))
    assert rules.adopt(book, in_force_from=JULY, where="会议", by=make_staff(Role.ADMINISTRATOR)).adopted_at


def test_a_book_is_adopted_once(make_book, administrator):
    book = make_book(make_rule("A", "per_event", 50))
    with pytest.raises(RuleBookAdopted):
        rules.adopt(book, in_force_from=JULY, where="会议", by=administrator)


def test_an_empty_book_is_not_adopted(community, administrator):
    with pytest.raises(RuleBookEmpty):
        rules.adopt(draft_of(community, administrator), in_force_from=JULY, where="会议", by=administrator)


def test_a_rule_once_per_period_names_its_period(community, administrator):
    unclear = draft_of(community, administrator, make_rule("A", "per_period", 50, unit="次"))
    with pytest.raises(RuleIncomplete):
        rules.adopt(unclear, in_force_from=JULY, where="会议", by=administrator)
    clear = draft_of(community, administrator, make_rule("A", "per_period", 50, cap=50, cap_period="quarter"))
    assert rules.adopt(clear, in_force_from=JULY, where="会议", by=administrator).adopted_at


def test_a_draft_is_edited_and_an_adopted_book_is_not(community, administrator):
    book = draft_of(community, administrator, make_rule("A", "per_event", 50, group=("环境", 90, "month")))
    rule, group = book.rules.get(), book.cap_groups.get()
    rule.points = 60
    rule.save()
    rules.adopt(book, in_force_from=JULY, where="会议", by=administrator)
    for row in (Rule.objects.get(), group, book):
        with pytest.raises(RuleBookAdopted):
            row.save()
        with pytest.raises(RuleBookAdopted):
            row.delete()
        with pytest.raises(ValidationError):
            row.clean()
    with pytest.raises(RuleBookAdopted):
        CapGroup(rule_book=book, name="新", cap=1, period="day").save()


def test_a_rule_does_not_leave_an_adopted_book(make_book, community, administrator):
    rule = make_book(make_rule("A", "per_event", 50)).rules.get()
    rule.rule_book = draft_of(community, administrator, name="另一本")
    with pytest.raises(RuleBookAdopted):
        rule.save()


@pytest.mark.parametrize("difficulties", [["skilled"], {"skilled": "120"}, {"skilled": 0}])
def test_difficulties_are_whole_percent(community, administrator, difficulties):
    rule = draft_of(community, administrator, make_rule("A", "per_event", 50)).rules.get()
    rule.difficulties = {"skilled": 120}
    rule.full_clean()
    rule.difficulties = difficulties
    with pytest.raises(ValidationError) as refusal:
        rule.full_clean()
    assert list(refusal.value.message_dict) == ["difficulties"]


def test_a_draft_is_deleted(community, administrator):
    draft_of(community, administrator, make_rule("A", "per_event", 50)).delete()
    assert not RuleBook.objects.exists()


def test_the_next_version_starts_from_the_last_one(make_book, administrator):
    group = ("环境", 90, "month")
    book = make_book(make_rule("A", "per_event", 50, group=group), make_rule("B", "per_event", 50, group=group))
    draft = rules.revise(book, by=administrator)
    assert (draft.version, draft.state, draft.rules.count()) == (2, "draft", 2)
    assert draft.cap_groups.get() != book.cap_groups.get()
    changed = draft.rules.get(code="A")
    changed.points = 70
    changed.save()
    assert book.rules.get(code="A").points == 50
