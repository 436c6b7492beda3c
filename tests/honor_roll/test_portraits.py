"""A portrait becomes public with its face and nothing else: no name in its address, no place in its file."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from honor_roll.models import Honor
from points.models import Consent
from points.people import services as people
from points.pictures import PictureUnreadable

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves a temporary file open where it makes a rendition.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ARTIST, ORIENTATION = 0x013B, 0x0112
TELLING = ("王芳", "wang", "fang", "1栋")


def photograph(*, orientation: int = 1, kind: str = "JPEG") -> bytes:
    """Forty by twenty, the left half red, with what a phone writes into it."""
    picture = Image.new("RGB", (40, 20), "white")
    picture.paste("red", (0, 0, 20, 20))
    notes = Image.Exif()
    notes[ARTIST], notes[ORIENTATION] = "王芳的手机", orientation
    notes.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    more = {"comment": "王芳家 1栋".encode()} if kind == "JPEG" else {}
    picture.save(out, kind, exif=notes, **more)
    return out.getvalue()


@pytest.fixture
def upload(settings, tmp_path):
    """`upload("王芳.jpg")` is a picture as Wagtail keeps it."""
    settings.MEDIA_ROOT = tmp_path

    def keep(name: str = "王芳.jpg", content: bytes | None = None):
        file = ContentFile(content or photograph(), name=name)
        return get_image_model().objects.create(title="王芳 1栋101", file=file)

    return keep


@pytest.fixture
def published(roll, decided, resident, administrator):
    def publish():
        decided()
        for purpose in Consent.Purpose:
            people.give_consent(resident, purpose=purpose, by=administrator)
        roll.save_revision().publish()
        roll.refresh_from_db()
        return roll

    return publish


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_the_public_address_of_a_portrait_says_no_name(
    client, choose, resident, upload, published, tmp_path, django_capture_on_commit_callbacks
):
    picture = upload()
    old_size = picture.get_rendition("fill-480x600").file.name
    assert "wang" in picture.file.name.lower()
    with django_capture_on_commit_callbacks(execute=True):
        choose(resident, portrait=picture)
    html = client.get(published().url).content.decode()
    (tag,) = [part for part in html.split("<") if part.startswith("img")]
    source = tag.partition('src="')[2].partition('"')[0]
    assert not [word for word in TELLING if word in source.lower()]
    kept = files(tmp_path)
    assert kept
    assert all(name.startswith("portrait-") for name in kept), "neither the old file nor a size of it is left"
    assert old_size not in html


@pytest.mark.parametrize(
    ("name", "kind"),
    [("王芳.JPG", "JPEG"), ("wangfang.png", "PNG"), ("王芳.webp", "WEBP"), ("王芳.heic", "HEIF")],
)
def test_the_file_keeps_its_pixels_and_loses_the_notes_of_the_camera(choose, resident, upload, name, kind):
    picture = upload(name, photograph(kind=kind))
    choose(resident, portrait=picture)
    picture = get_image_model().objects.get()
    for shown in (picture, picture.get_rendition("max-30x30|format-jpeg"), picture.get_rendition("max-30x30")):
        with shown.file.open() as content:
            raw = content.read()
        found = Image.open(BytesIO(raw))
        assert not found.getexif()
        assert "comment" not in found.info
        assert "王芳".encode() not in raw
        red, green, _blue = found.convert("RGB").getpixel((2, 2))
        assert red > 200 > 60 > green


def test_a_phone_held_upright_stays_upright(choose, resident, upload):
    choose(resident, portrait=upload(content=photograph(orientation=6)))
    picture = get_image_model().objects.get()
    assert (picture.width, picture.height) == (20, 40)
    with picture.file.open() as content:
        assert Image.open(content).size == (20, 40)


def test_size_and_hash_are_those_of_the_new_file(choose, resident, upload):
    before = upload()
    old = before.get_file_hash()
    choose(resident, portrait=before)
    after = get_image_model().objects.get()
    assert after.file_size == after.file.size
    assert after.file_hash
    assert after.file_hash != old


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="5" viewBox="0 0 4 5"><!-- by Wang Fang --></svg>'


def test_a_drawing_is_no_portrait(choose, resident, upload):
    """What is written in it cannot be drawn anew."""
    with pytest.raises(PictureUnreadable):
        choose(resident, portrait=upload("王芳.svg", DRAWING))


def test_what_is_no_picture_any_more_is_shown_to_nobody(choose, resident, upload, decided):
    choose(resident, portrait=upload())
    picture = Honor.objects.get().portrait
    picture.file = ContentFile(DRAWING, name="王芳.svg")
    picture.save()
    assert decided().decided_at
    assert Honor.objects.get().portrait is None


def test_what_has_no_name_is_left_alone(choose, make_household, upload, make_category):
    picture = upload()
    choose(make_household("李明").residents.get(), portrait=picture)
    named = get_image_model().objects.get().file.name
    choose(make_household("王强").residents.get(), portrait=get_image_model().objects.get())
    assert get_image_model().objects.get().file.name == named


@pytest.fixture
def exchange():
    """Another file for the portrait, as an editor of pictures puts it there."""

    def put() -> None:
        picture = Honor.objects.get().portrait
        picture.file = ContentFile(photograph(), name="王芳2.jpg")
        picture.save()

    return put


def test_a_file_that_was_exchanged_is_made_nameless_with_the_decision(choose, resident, upload, exchange, decided):
    choose(resident, portrait=upload())
    exchange()
    decided()
    assert "wang" not in get_image_model().objects.get().file.name.lower()


def test_a_file_that_was_exchanged_later_is_made_nameless_when_the_page_is_published_again(
    choose, resident, upload, exchange, published
):
    choose(resident, portrait=upload())
    page = published()
    exchange()
    page.save_revision().publish()
    assert "wang" not in get_image_model().objects.get().file.name.lower()


def test_a_file_that_is_lost_stops_no_decision(choose, resident, upload, decided, tmp_path):
    choose(resident, portrait=upload())
    picture = Honor.objects.get().portrait
    get_image_model().objects.filter(pk=picture.pk).update(file="original_images/gone.jpg")
    assert decided().decided_at


def test_the_form_says_what_happens_to_the_file(client, administrator, season, category, resident):
    client.force_login(administrator)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("honor_seasons:choose", args=[season.pk, category.pk, resident.pk])).content.decode()
    assert "The file gets a new name" in page
