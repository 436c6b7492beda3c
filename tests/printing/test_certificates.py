"""A volunteer's service record as a PDF: its code leads to the check, and only the sheet itself names anybody."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from points.hours import services as hours
from points.models import Certificate, Resident, ServiceRecord
from tests.printing import paper
from tests.printing.conftest import client_of

pytestmark = pytest.mark.django_db
RARE = "𠮷㛃"


@pytest.fixture
def certificate(household, community, office) -> Certificate:
    resident = household.residents.get()
    Resident.objects.filter(pk=resident.pk).update(name=f"王{RARE}")
    for number in range(40):
        began = timezone.now().replace(year=2025, month=3, day=1 + number % 28)
        ServiceRecord.objects.create(
            resident=resident,
            community=community,
            key=f"sheet:{number}",
            title="周六大扫除",
            occurred_on=began.date(),
            started_at=began,
            ended_at=began,
            minutes=90,
            source="by_hand" if number % 2 else "scanned",
            state="booked",
        )
    return hours.issue_certificate(resident, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), by=office)


def printed(certificate, user) -> bytes:
    answer = client_of(user).get(reverse("points:certificate-sheet", args=[certificate.pk]), {"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].isascii()
    return answer.content


def test_the_code_on_paper_leads_to_the_check(printer, certificate, office):
    sheets = paper.pages(printed(certificate, office), printer)
    way = reverse("points:certificate-check", args=[certificate.serial])
    assert len(sheets) > 1
    assert paper.codes(sheets[0]) == [f"http://testserver{way}"]


def test_rare_signs_and_both_figures_stand_on_it_and_the_number_on_each_page(printer, certificate, office):
    pdf = printed(certificate, office)
    said = paper.text(pdf)
    for wanted in (f"王{RARE}", "志愿服务记录", "30小时"):
        assert wanted in said.replace(" ", ""), wanted
    assert said.count(str(certificate)) >= len(paper.pages(pdf, printer))


def test_nothing_but_the_sheet_names_anybody(printer, certificate, office):
    assert not any("王" in fact for fact in paper.facts(printed(certificate, office)).values())
