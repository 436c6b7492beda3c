"""What services wrote is read in the admin and never touched there, by superusers neither."""

import pytest
from django.forms.models import model_to_dict
from django.urls import NoReverseMatch, reverse
from wagtail.models import ReferenceIndex

from points import policies
from points.models import Account, Hold, RequestKey, Transfer
from points.permissions import Role
from points.wagtail_hooks import PointsGroup

pytestmark = pytest.mark.django_db
READ_ONLY = [viewset for viewset in PointsGroup.items if viewset.actions == policies.READ]


def test_all_that_services_alone_write_is_read_only():
    names = {viewset.model_name for viewset in READ_ONLY}
    assert names >= {"account", "transfer", "hold", "requestkey", "awardrecord", "capuse", "servicerecord", "scan"}
    assert names >= {"checkin", "signup", "redemption", "redemptionline", "refund", "residence"}


@pytest.fixture(params=["auditor", "superuser"])
def reader(request, groups, make_staff, administrator, client):
    client.force_login(make_staff(Role.AUDITOR) if request.param == "auditor" else administrator)
    return client


def test_the_ledger_is_read_and_nothing_in_it_changes(reader, here):
    rows = {"account": here.household.account, "transfer": here.transfer}
    kept = {name: model_to_dict(row) for name, row in rows.items()}
    for name, row in rows.items():
        assert reader.get(reverse(f"points_{name}:index")).status_code == 200
        assert reader.get(reverse(f"points_{name}:inspect", args=[row.pk])).status_code == 200
        for screen, args in {"add": [], "edit": [row.pk], "delete": [row.pk], "history": [row.pk]}.items():
            url = reverse(f"points_{name}:{screen}", args=args)
            assert reader.get(url).status_code in {302, 404}, url
            assert reader.post(url, {"memo": "x", "amount": "1"}).status_code in {302, 404, 405}, url
        row.refresh_from_db()
        assert model_to_dict(row) == kept[name]
    assert Transfer.objects.count() == 2


@pytest.mark.parametrize("name", [viewset.model_name for viewset in READ_ONLY])
def test_no_screen_writes_to_a_record(client, administrator, here, name):
    client.force_login(administrator)
    row = here.rows().get(name)
    assert client.get(reverse(f"points_{name}:index")).status_code == 200
    assert client.get(reverse(f"points_{name}:add")).status_code == 302
    if row:
        for screen in ("edit", "delete"):
            assert client.post(reverse(f"points_{name}:{screen}", args=[row.pk])).status_code in {302, 404}
        assert type(row).objects.filter(pk=row.pk).exists()
    page = client.get(reverse(f"points_{name}:index")).content.decode()
    assert f"{reverse(f'points_{name}:index')}delete/" not in page
    assert f"{reverse(f'points_{name}:index')}edit/" not in page


@pytest.mark.parametrize("viewset", PointsGroup.items, ids=lambda viewset: viewset.model_name)
def test_nothing_is_copied(viewset):
    with pytest.raises(NoReverseMatch):
        reverse(viewset.get_url_name("copy"), args=[1])


def test_movements_cost_no_row_of_the_reference_index(here):
    assert {Account, Transfer, Hold, RequestKey}.isdisjoint(ReferenceIndex.indexed_models)


@pytest.mark.parametrize("name", ["household", "resident", "store", "good", "activity"])
def test_what_was_on_record_is_switched_off_and_not_deleted(client, administrator, here, name):
    client.force_login(administrator)
    row = here.rows()[name]
    assert client.post(reverse(f"points_{name}:delete", args=[row.pk])).status_code == 302
    assert type(row).objects.filter(pk=row.pk).exists()


def test_an_adopted_rule_book_is_read_and_a_draft_is_edited(client, administrator, here):
    client.force_login(administrator)
    urls = [
        reverse("points_rulebook:edit", args=[here.book.pk]),
        reverse("points_rule:edit", args=[here.rule.pk]),
        reverse("points_rule:delete", args=[here.rule.pk]),
    ]
    assert [client.get(url).status_code for url in urls] == [200, 200, 200]
    filled = {"adopt_from": "2026-01-01", "adopted_at_meeting": "居民代表会议"}
    form = client.get(urls[0]).context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    shown["base_points"] = "0"
    assert client.post(urls[0], shown | filled).status_code == 302
    here.book.refresh_from_db()
    assert (here.book.state, here.book.adopted_where) == ("adopted", "居民代表会议")
    assert [client.get(url).status_code for url in urls] == [302, 302, 302]
    assert client.post(urls[2]).status_code == 302
    assert here.book.rules.count() == 1
    listing = client.get(reverse("points_rulebook:index")).content.decode()
    assert urls[0] not in listing
    assert reverse("points_rulebook:inspect", args=[here.book.pk]) in listing
