"""The page: nothing goes live before the decision, on no way, and nothing about anybody is kept in it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import GroupApprovalTask, PageLogEntry, Revision, Workflow, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, rich_text

from honor_roll import checks
from honor_roll.models import HonorRollPage
from points.errors import SeasonNotDecided
from points.models import Consent
from points.people import services as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def chosen(choose, resident, serve, portrait):
    """王芳 with a story; agreed to nothing yet."""
    serve(resident, 150)
    serve(resident, 20, by_hand=True)
    return choose(resident, reason="风雨无阻的王芳", story="王芳每个周末都来。", portrait=portrait)


@pytest.fixture
def published(roll, chosen, decided):
    decided()
    roll.save_revision().publish()
    roll.refresh_from_db()
    return roll


@pytest.fixture
def admin_client(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def form_of(page, **more):
    fields = {"title": page.title, "slug": "roll", "season": page.season_id, "intro": rich_text("<p>辛苦了</p>")}
    return nested_form_data(fields | {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0} | more)


def is_live(page) -> bool:
    return HonorRollPage.objects.get(pk=page.pk).live


# --- before the decision --------------------------------------------------------------------------------------------


def test_a_revision_is_not_published_before_the_decision(roll, chosen, decided):
    revision = roll.save_revision()
    with pytest.raises(SeasonNotDecided):
        revision.publish()
    assert not is_live(roll)
    decided()
    revision.publish()
    assert is_live(roll)


def test_the_page_does_not_publish_itself_before_the_decision(roll):
    with pytest.raises(SeasonNotDecided):
        roll.publish(roll.save_revision())
    assert not is_live(roll)


def test_wagtails_action_does_not_publish_before_the_decision(roll, administrator):
    with pytest.raises(SeasonNotDecided):
        PublishPageRevisionAction(roll.save_revision(), user=administrator).execute()
    assert not is_live(roll)


def test_a_page_is_not_added_live_before_the_decision(home, season):
    with pytest.raises(SeasonNotDecided):
        home.add_child(instance=HonorRollPage(title="光荣榜", slug="roll", season=season))
    assert not HonorRollPage.objects.exists()


def test_a_page_is_not_saved_live_before_the_decision(roll):
    roll.live = True
    for clean in (True, False):
        with pytest.raises(SeasonNotDecided):
            roll.save(clean=clean)
    with pytest.raises(SeasonNotDecided):
        roll.save(update_fields=["live"])
    assert not is_live(roll)


def test_publishing_is_not_scheduled_before_the_decision(roll):
    roll.go_live_at = timezone.now() + timedelta(hours=1)
    with pytest.raises(SeasonNotDecided):
        roll.save_revision().publish()
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_what_was_scheduled_past_the_wall_is_withdrawn_and_stops_no_other_page(roll, season, home, chosen, decided):
    due = timezone.now() - timedelta(minutes=1)
    roll.save_revision(approved_go_live_at=due)
    call_command("publish_scheduled")
    assert not is_live(roll)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    decided()
    roll.save_revision(approved_go_live_at=due)
    call_command("publish_scheduled")
    assert is_live(roll)


def test_the_end_of_a_workflow_does_not_publish_before_the_decision(roll, administrator):
    workflow = Workflow.objects.create(name="审核")
    task = GroupApprovalTask.objects.create(name="主任")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    roll.save_revision()
    state = workflow.start(roll, administrator)
    with pytest.raises(SeasonNotDecided):
        state.current_task_state.approve(user=administrator)
    assert not is_live(roll)


def test_a_live_page_does_not_move_on_to_a_season_that_is_open(published, season):
    season.pk, season._state.adding, season.name = None, True, "2026年第四季度"
    season.state, season.decided_at, season.decided_by = "open", None, None
    season.save()
    published.season = season
    revision = published.save_revision()
    with pytest.raises(SeasonNotDecided):
        revision.publish()
    assert HonorRollPage.objects.get().season.name == "2026年第三季度"


def test_a_copy_of_a_draft_is_no_way_around(roll, administrator):
    copy = CopyPageAction(
        roll, to=roll.get_parent(), update_attrs={"slug": "copy"}, keep_live=True, user=administrator
    ).execute()
    assert not copy.live
    with pytest.raises(SeasonNotDecided):
        copy.specific.save_revision().publish()


# --- in the editor --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", ["action-publish", "action-submit"])
def test_the_editor_says_that_the_season_is_not_decided(admin_client, roll, chosen, button):
    url = reverse("wagtailadmin_pages:edit", args=[roll.pk])
    response = admin_client.post(url, form_of(roll, **{button: "1"}))
    assert response.status_code == 200
    assert [error.code for error in response.context["form"].errors.as_data()["season"]] == ["season_not_decided"]
    assert not is_live(roll)


def test_the_editor_keeps_a_draft_before_the_decision_and_publishes_after_it(admin_client, roll, chosen, decided):
    url = reverse("wagtailadmin_pages:edit", args=[roll.pk])
    response = admin_client.post(url, form_of(roll))
    assert response.status_code == 302
    assert roll.revisions.count() == 1
    decided()
    assert admin_client.post(url, form_of(roll, **{"action-publish": "1"})).status_code == 302
    assert is_live(roll)


def test_a_new_page_is_not_published_before_the_decision(admin_client, home, season, chosen, decided):
    url = reverse("wagtailadmin_pages:add", args=["honor_roll", "honorrollpage", home.pk])
    data = form_of(HonorRollPage(title="光荣榜", season=season), **{"action-publish": "1"})
    assert admin_client.post(url, data).status_code == 200
    assert not HonorRollPage.objects.exists()
    decided()
    assert admin_client.post(url, data).status_code == 302
    assert HonorRollPage.objects.get().live


@pytest.mark.parametrize("field", ["title", "intro", "seo_title", "search_description"])
def test_the_editor_keeps_names_out_of_the_page_itself(admin_client, roll, chosen, field):
    url = reverse("wagtailadmin_pages:edit", args=[roll.pk])
    text = rich_text("<p>谢谢王芳</p>") if field == "intro" else "谢谢王芳"
    response = admin_client.post(url, form_of(roll, **{field: text}))
    assert [error.code for error in response.context["form"].errors.as_data()[field]] == ["names_somebody"]
    assert not roll.revisions.exists()


# --- what it shows --------------------------------------------------------------------------------------------------


def test_the_roll_shows_reasons_stories_and_facts_with_masked_names(client, published):
    html = client.get(published.url).content.decode()
    assert "王*" in html
    assert "王芳" not in html
    assert "风雨无阻的王*" in html
    assert "每个周末都来" in html
    assert "101" not in html
    assert "<img" not in html


# Wagtail leaves a temporary file open where it makes a rendition.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_agreed_name_and_portrait_are_shown_until_the_consent_is_withdrawn(
    client, published, resident, administrator
):
    for purpose in Consent.Purpose:
        people.give_consent(resident, purpose=purpose, by=administrator)
    html = client.get(published.url).content.decode()
    assert "王芳" in html
    assert "<img" in html
    for purpose in Consent.Purpose:
        people.withdraw_consent(resident, purpose=purpose, by=administrator)
    response = client.get(published.url)
    assert "王芳" not in response.content.decode()
    assert "<img" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_honors_are_grouped_by_category_in_its_order(client, roll, choose, make_category, make_household, decided):
    second, first = make_category(name="身边好人", position=2), make_category(name="好楼长", position=1)
    for of in (second, first, second):
        choose(make_household(f"李{of.position}").residents.get(), of=of)
    decided()
    roll.save_revision().publish()
    sections = client.get(roll.url).context["sections"]
    assert [(name, len(honors)) for name, honors in sections] == [("好楼长", 1), ("身边好人", 2)]


def test_no_revision_history_or_preview_contains_a_name(
    admin_client, published, resident, administrator, season, chosen
):
    people.give_consent(resident, purpose=Consent.Purpose.PUBLIC_NAME, by=administrator)
    url = reverse("wagtailadmin_pages:edit", args=[published.pk])
    admin_client.post(url, form_of(published, title="光荣榜 2"))
    people.withdraw_consent(resident, purpose=Consent.Purpose.PUBLIC_NAME, by=administrator)
    first, last = published.revisions.order_by("pk")[:2]
    pages = [
        reverse("wagtailadmin_pages:history", args=[published.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[published.pk, first.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[published.pk, first.pk, last.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[published.pk]),
        url,
    ]
    for page in pages:
        assert "王芳" not in admin_client.get(page).content.decode(), page
    for entry in PageLogEntry.objects.all():
        assert "王芳" not in f"{entry.label}{entry.data}"
    assert "王芳" not in f"{[revision.content for revision in Revision.objects.all()]}"


def test_the_preview_of_an_open_season_shows_nobody(admin_client, roll, chosen):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[roll.pk])
    assert admin_client.post(url, form_of(roll)).json()["is_valid"]
    html = admin_client.get(url).content.decode()
    assert "honor-roll" in html
    assert "王" not in html


# --- the host -------------------------------------------------------------------------------------------------------


def test_a_host_with_wagtails_own_page_passes_the_check(settings):
    assert checks.check_page_model() == []


def test_a_host_with_a_page_model_of_its_own_is_told_what_to_do(settings):
    settings.WAGTAIL_PAGE_MODEL = "house.BasePage"
    assert [error.id for error in checks.check_page_model()] == ["honor_roll.E001"]
