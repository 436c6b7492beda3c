"""Whatever is uploaded is kept as a picture and nothing else; some of the three hundred of `make fuzz`."""

import io
from pathlib import Path
from random import Random

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Collection

from points import pictures
from points.pictures import PictureTooLarge, PictureUnreadable, draw_anew
from tests.fuzz import photographs, uploads
from tests.fuzz.photographs import photograph, says_too_much

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves a temporary file open where it makes a rendition.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PICTURES = 36
KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_strange_picture_is_kept_clean_or_refused_without_a_trace():
    found = uploads.fuzz(PICTURES, seed=1)
    assert "\n".join(found.failures) == ""
    ends = sum(found.taken.values(), start=uploads.Counter())
    assert min(ends[True], ends[False]) > PICTURES // 6
    assert f"{PICTURES} pictures" in uploads.said(found)


@pytest.mark.parametrize("kind", KINDS)
def test_a_photograph_keeps_its_pixels_and_tells_nothing(kind):
    content = photograph(kind)
    assert says_too_much(content), "the control: as it came it tells"
    drawn = draw_anew(content)
    assert says_too_much(drawn.content) == []
    red, green, _blue = opened(drawn.content).convert("RGB").getpixel((1, 1))
    assert red > 200 > 60 > green


def test_a_phone_held_upright_stays_upright():
    before = opened(photograph("JPEG")).size
    assert opened(draw_anew(photograph("JPEG", orientation=6)).content).size == before[::-1]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (photographs.png_of(30_000, 30_000), PictureTooLarge),
        (photographs.png_of(6_000, 6_000), PictureTooLarge),
        (photographs.png_of(20_000, 1), PictureTooLarge),
        (bytes(pictures.LARGEST_FILE + 1), PictureTooLarge),
        (b"", PictureUnreadable),
        (b"<svg/>", PictureUnreadable),
        (photograph("JPEG")[:400], PictureUnreadable),
    ],
)
def test_what_is_too_large_or_no_picture_is_refused_by_its_code(content, refusal):
    with pytest.raises(refusal) as refused:
        draw_anew(content)
    assert str(refused.value)


def test_only_the_first_frame_of_what_moves_is_kept():
    for kind in ("PNG", "WEBP", "GIF"):
        drawn = opened(draw_anew(photographs._moving(kind, Random(1))).content)
        assert getattr(drawn, "n_frames", 1) == 1


def test_transparency_survives():
    clear = photographs.saved(Image.new("RGBA", (4, 4), (255, 0, 0, 0)), "PNG")
    assert opened(draw_anew(clear).content).getpixel((0, 0))[3] == 0


@pytest.fixture
def library(client, administrator, settings, tmp_path):
    """The pages of Wagtail where pictures come in, with the form of the plugin."""
    settings.MEDIA_ROOT = tmp_path
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = uploads.FORM
    client.force_login(administrator)
    return client


def sent(kind: str) -> ContentFile:
    return ContentFile(photograph(kind), name=f"王芳.{kind.lower()}")


@pytest.mark.parametrize("kind", KINDS[:3])
@pytest.mark.parametrize("page", ["add", "add_multiple", "chooser"])
def test_every_door_of_the_library_takes_the_picture_and_not_its_notes(library, page, kind, tmp_path):
    addresses = {
        "add": (reverse("wagtailimages:add"), {"title": "x", "file": sent(kind)}),
        "add_multiple": (reverse("wagtailimages:add_multiple"), {"title": "x", "files[]": sent(kind)}),
        "chooser": (
            reverse("wagtailimages_chooser:create"),
            {
                "image-chooser-upload-title": "x",
                "image-chooser-upload-file": sent(kind),
                "image-chooser-upload-collection": Collection.get_first_root_node().pk,
            },
        ),
    }
    address, data = addresses[page]
    answer = library.post(address, data, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code in {200, 302}, answer.content
    image = get_image_model().objects.get()
    image.get_rendition("max-20x20")
    kept = [path for path in Path(tmp_path).rglob("*") if path.is_file()]
    assert len(kept) >= 2
    assert not [path.name for path in kept if says_too_much(path.read_bytes()) or "wang" in path.name]


def test_the_library_says_why_it_refuses_and_keeps_no_file(library, tmp_path):
    library.cookies["django_language"] = "en"
    broken = ContentFile(photograph("JPEG")[:500], name="a.jpg")
    page = library.post(reverse("wagtailimages:add"), {"title": "x", "file": broken}).content.decode()
    assert "This is not a picture that can be shown" in page
    assert not get_image_model().objects.exists()
    assert not [path for path in Path(tmp_path).rglob("*") if path.is_file()]
