"""What the office sees of a redemption."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from points.supermarket import services as supermarket

from .conftest import line

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "label"), [("zh-hans", "商品"), ("zh-hant", "商品"), ("en", "Goods")])
def test_the_goods_of_a_redemption_are_a_table_in_the_language_of_the_office(
    store, rice, make_rich, cashier, administrator, language, label
):
    redemption = supermarket.redeem(make_rich(1000), lines=[line(rice, 2)], store=store, by=cashier, key=uuid4()).result
    client = Client(headers={"accept-language": language})
    client.force_login(administrator)
    page = client.get(reverse("points_redemption:inspect", args=[redemption.pk])).content.decode()
    _before, _label, goods = page.partition(f"<dt>{label}</dt>")
    table = goods.partition("</table>")[0]
    cells = [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", table, re.DOTALL)]
    assert cells == ["大米", "2 袋", "40", "80"]
    assert reverse("points_good:inspect", args=[rice.pk]) in page
