"""A hundred files of the five thousand of `make fuzz`, and two of its bombs."""

import pytest
from django.utils import translation

from points.models import RuleBook
from tests.fuzz import bombs, imports
from tests.fuzz.sheets import GOOD, HEADER, as_csv

FILES = 108


@pytest.mark.django_db
def test_a_strange_file_is_read_or_refused_and_never_half(tmp_path):
    with translation.override("en"):
        found = imports.fuzz(FILES, seed=1)
    assert found.failures == []
    ends = sum(found.codes.values(), start=imports.Counter())
    assert min(ends[code] for code in (0, 1, 2)) > FILES // 20
    assert not RuleBook.objects.exists()
    assert f"{FILES} files" in imports.said(found)


@pytest.mark.django_db
def test_the_fuzzer_sees_what_is_left_behind(monkeypatch, tmp_path):
    imports._community()
    path = tmp_path / "rules.csv"
    path.write_text(as_csv([HEADER, GOOD, GOOD]))
    with translation.override("en"):
        assert imports.check(path) == (1, "")
    half = imports._import

    def leave(path, options):
        RuleBook.objects.create(community=imports.Grid.objects.get(code=imports.COMMUNITY), name="半")
        return half(path, options)

    monkeypatch.setattr(imports, "_import", leave)
    assert "left something behind" in imports.check(path)[1]


@pytest.mark.once
@pytest.mark.parametrize("name", ["30 MB of styles", "row 2,000,000,000"])
def test_a_bomb_is_refused_with_little_work_and_memory(name):
    assert bombs.blow_up(name) == ""


@pytest.mark.once
def test_a_bomb_that_is_not_refused_is_noticed(monkeypatch):
    monkeypatch.setitem(bombs.BOMBS, "large", lambda: as_csv([HEADER, *[GOOD] * 15_000]).encode())
    monkeypatch.setattr(bombs, "GROWTH", 2**20)
    assert bombs.blow_up("large").startswith("large: ended with 1")
