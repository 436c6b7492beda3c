"""What a host's pages show of the plugin: blocks that anybody's cache may keep, because nothing in them is personal."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue

from points.permissions import Role
from points.portal.blocks import CommunityBlock, MyPointsBlock, NextActivitiesBlock, ShelfBlock, StoreBlock, TotalsBlock
from points.portal.queries import public

pytestmark = pytest.mark.django_db
BLOCKS = [MyPointsBlock, NextActivitiesBlock, ShelfBlock, TotalsBlock]


class Story(blocks.StreamBlock):
    """As a host writes it."""

    my_points = MyPointsBlock()
    next_activities = NextActivitiesBlock()
    shelf = ShelfBlock()
    totals = TotalsBlock()


def html_of(kind: str, **value: object) -> str:
    story = Story()
    return story.render(StreamValue(story, [{"type": kind, "value": value}], is_lazy=True))


# --- my points ------------------------------------------------------------------------------------------------------


def test_the_page_holds_a_place_and_a_link_and_nothing_of_the_visitor(rf, wang, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = html_of("my_points", heading="我的")
    assert f'data-pt-fragment="{reverse("points:my-points")}"' in html
    assert f'href="{reverse("points:portal")}"' in html
    assert wang.name not in html


def test_the_fragment_says_the_balance_to_its_owner_alone_and_is_never_kept(client, now, award, wang, neighbour):
    award(wang.household, "Z2")
    address, balance = reverse("points:my-points"), '<strong class="pt-amount">10</strong>'

    client.force_login(wang.user)
    answer = client.get(address)
    assert balance in answer.content.decode()
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))

    client.force_login(neighbour.user)
    assert balance not in client.get(address).content.decode()


def test_the_fragment_invites_strangers_and_leads_staff_to_their_duties(client, make_staff):
    address = reverse("points:my-points")
    assert "登录" in client.get(address).content.decode()
    client.force_login(make_staff(Role.GRID_STAFF))
    assert reverse("points:card") not in client.get(address).content.decode()


def test_the_fragment_forgets_whoever_moved_away(client, wang):
    wang.is_active = False
    wang.save()
    client.force_login(wang.user)
    assert "pt-amount" not in client.get(reverse("points:my-points")).content.decode()


# --- activities and shelf -------------------------------------------------------------------------------------------


def test_the_next_shift_of_each_activity_is_shown(make_shift, community, django_assert_max_num_queries):
    now = timezone.now()
    soon, later = (make_shift(now + timedelta(days=day), now + timedelta(days=day, hours=2)) for day in (1, 2))
    later.activity_id = soon.activity_id
    later.save()
    with django_assert_max_num_queries(3):
        html = html_of("next_activities", heading="", community=community.pk, count=3)
    assert html.count(reverse("points:activity", args=[soon.activity_id])) == 1
    assert "周六清洁家园" in html


def test_without_activities_the_block_says_so(community):
    assert "现在没有正在报名的活动" in html_of("next_activities", heading="", community=community.pk, count=3)


def test_the_shelf_shows_what_can_be_had_and_how_much_it_is(rice, store, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        html = html_of("shelf", heading="", store=store.pk, count=6)
    assert rice.name in html
    assert "<strong>40</strong>" in html
    type(rice).objects.update(stock=0)
    assert rice.name not in html_of("shelf", heading="", store=store.pk, count=6)


def test_a_store_that_was_closed_leaves_no_trace(rice, store):
    store.is_active = False
    store.save()
    assert rice.name not in html_of("shelf", heading="", store=store.pk, count=6)


def test_a_store_or_community_that_is_gone_breaks_no_page(db):
    html_of("shelf", heading="", store=4711, count=6)
    html_of("next_activities", heading="", community=4711, count=3)
    html_of("totals", heading="", community=4711, period="all")


def test_editors_choose_among_communities_and_open_stores(community, building, store):
    assert list(CommunityBlock().field.queryset) == [community]
    assert list(StoreBlock().field.queryset) == [store]
    store.is_active = False
    store.save()
    assert list(StoreBlock().field.queryset) == []


def test_an_editor_gets_the_form_and_what_it_sends_is_kept(community, store):
    block = ShelfBlock()
    value = block.value_from_datadict({"b-heading": "货架", "b-store": str(store.pk), "b-count": "4"}, {}, "b")
    clean = block.clean(value)
    assert block.get_prep_value(clean) == {"heading": "货架", "store": store.pk, "count": 4}
    assert block.get_form_state(value)["store"] == store.pk
    assert f'value="{store.pk}"' in str(StoreBlock().field.widget.render("s", store.pk))


# --- totals ---------------------------------------------------------------------------------------------------------


def test_totals_add_up_what_was_served_given_and_redeemed(story, community, settings):
    settings.POINTS = {"smallest_public_count": 1}
    totals = public.totals_of(community)
    assert (totals.volunteers, totals.hours_scanned, totals.households) == (1, 2, 1)
    assert totals.redeemed == 400
    assert totals.given == sum(story.household.account.period_totals.values_list("earned", flat=True))


def test_figures_over_few_people_are_left_out_and_the_page_says_so(story, community):
    totals = public.totals_of(community)
    nothing = {"volunteers", "hours_scanned", "hours_by_hand", "households", "given", "redeemed"}
    assert totals == public.Totals(**dict.fromkeys(nothing))
    html = html_of("totals", heading="", community=community.pk, period="all")
    assert "<dd>" not in html
    assert "免得被人认出是谁" in html


def test_each_figure_is_judged_by_the_people_behind_it(story, community, settings, make_household, award):
    settings.POINTS = {"smallest_public_count": 2}
    award(make_household("陈桂芳", door="102"), "Z2")
    totals = public.totals_of(community)
    assert (totals.hours_scanned, totals.redeemed) == (None, None)
    assert totals.households == 2


def test_totals_of_this_year_leave_the_last_one_out(story, community, settings):
    settings.POINTS = {"smallest_public_count": 1}
    next_year = timezone.localdate().replace(year=timezone.localdate().year + 1, month=1, day=1)
    totals = public.totals_of(community, since=next_year)
    assert (totals.hours_scanned, totals.given, totals.redeemed) == (None, None, None)


def test_totals_of_another_community_are_its_own(story, community, settings):
    settings.POINTS = {"smallest_public_count": 1}
    elsewhere = community.get_root().add_child(level=community.level, name="别处", code="elsewhere")
    assert public.totals_of(elsewhere).volunteers is None
    assert public.totals_of(None).hours_scanned == 2


def test_totals_are_counted_once_in_ten_minutes(
    story, community, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        public.totals_of(community)
    with django_assert_num_queries(0):
        public.totals_of(community)


# --- in the picker of blocks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", BLOCKS)
def test_the_picker_shows_a_sample_without_any_data(kind, administrator):
    """On a site that was just set up; and never the points of the editor who looks."""
    block = kind()
    assert block.is_previewable
    assert block.get_description()
    client = Client()
    client.force_login(administrator)
    answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "pt-block" in html
    assert "data-pt-fragment" not in html
    assert (
        html.count("<dd>") + html.count("pt-event__name") + html.count("pt-window__name") + html.count("pt-mine__") > 0
    )


def test_the_editor_is_offered_what_there_is(community, store):
    assert store.name in StoreBlock().field.widget.render("store", None)
    assert community.name in CommunityBlock().field.widget.render("community", None)
