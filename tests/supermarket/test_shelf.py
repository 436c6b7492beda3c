"""The public shelf."""

from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.files.images import ImageFile
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Collection

from points.models import Good, Resident
from points.supermarket import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def look(client, store, rice, vinegar, haircut):
    def act(**sought):
        response = client.get(reverse("points:store", args=[store.code]), sought)
        assert response.status_code == 200
        return response.content.decode()

    return act


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    # Tests of races empty all tables, Wagtail's first collection too.
    Collection.objects.exists() or Collection.add_root(name="Root")
    file = BytesIO()
    Image.new("RGB", (640, 480), "red").save(file, "PNG")
    return get_image_model().objects.create(title="王芳家的大米", file=ImageFile(file, name="rice.png"))


def test_a_stranger_sees_goods_prices_and_supply_in_words(look, vinegar):
    page = look()
    for text in ("大米", "醋", "理发", ">40<", ">0.5<", "Few left", "In stock", "Service"):
        assert text in page
    assert "short" not in page
    type(vinegar).objects.filter(pk=vinegar.pk).update(stock=0)
    assert "Sold out" in look()


def test_the_exact_stock_stays_with_the_keeper(look, make_good):
    make_good("盐", 20, stock=777)
    assert "777" not in look()


def test_a_resident_reads_how_many_points_are_missing(look, client, make_rich):
    user = get_user_model().objects.create_user("resident")
    Resident.objects.filter(household=make_rich(250)).update(user=user)
    client.force_login(user)
    page = look()
    assert page.count("points short") == 1
    assert "You are 15 points short" in page


def test_categories_come_in_the_order_of_their_first_good(store, make_good):
    for name, category, position in [("盐", "粮油", 1), ("毛巾", "日用", 2), ("米", "粮油", 3), ("牙刷", "日用", 4)]:
        make_good(name, 10)
        Good.objects.filter(name=name).update(category=category, position=position)
    assert [good.name for good in queries.shelf(store)] == ["盐", "米", "毛巾", "牙刷"]


def test_goods_are_found_by_a_part_of_the_name(look):
    page = look(q="米")
    assert "大米" in page
    assert "理发" not in page
    assert "Nothing called “剪刀”" in look(q="剪刀")


def test_what_is_off_the_shelf_is_not_shown(look, rice):
    type(rice).objects.filter(pk=rice.pk).update(is_on_shelf=False)
    assert "大米" not in look()


# Wagtail leaves the temporary file of a new rendition to the garbage collector.
_renders = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@_renders
def test_a_picture_is_shown_without_its_title_and_the_others_have_a_drawing(look, rice, picture):
    rice.image = picture
    rice.save()
    page = look()
    assert ".webp" in page
    assert picture.title not in page
    assert page.count("pt-good__sign") == 2


@_renders
def test_the_shelf_costs_the_same_however_long_it_is(look, rice, make_good, picture, django_assert_max_num_queries):
    for number in range(20):
        good = make_good(f"货{number}", 10, stock=3)
        good.image = picture
        good.save()
    look()
    with django_assert_max_num_queries(8):
        look()


def test_a_closed_store_is_not_found(client, store):
    type(store).objects.update(is_active=False)
    assert client.get(reverse("points:store", args=[store.code])).status_code == 404
