import csv
import io

import pytest
from django.utils import translation
from openpyxl import Workbook

from points.imports import services as imports
from points.imports.services import Report, RuleImport

HEADER = ["code", "category", "name", "unit", "points", "cap", "cap_period", "applies_to", "evidence"]
SWEEP = ["QS1", "环境", "清扫楼道", "次", "5", "20", "month", "household", "签到"]


def as_csv(*rows: list[str], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def as_xlsx(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def read(community):
    """`read(content)` imports the rules and returns the report."""

    def read(content: bytes | str, **options) -> Report:
        if isinstance(content, str):
            content = content.encode()
        return imports.import_rules(content, into=RuleImport(community=community, name="积分细则", **options), by=None)

    return read


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield
