"""A picture from outside, made fit to be shown: a picture and nothing else, under a name that says nothing.

A phone writes into its photographs where it stood, when, and whose phone it was; an editor calls the file `王芳.jpg`.
Who is masked on a page would be named by the address of the picture, or found by its coordinates. A file can also be
made to hurt: thirty thousand pixels each way in a few bytes, a page of HTML behind a picture. So the file is decoded
within limits, and what is kept is drawn anew from the pixels: upright, in the colours of the web, the first frame only.
"""

import re
import secrets
import warnings
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps
from wagtail.images.models import AbstractImage, SourceImageIOError

from points.errors import PointsError

LARGEST_FILE = 20 * 2**20
"""Bytes."""
MOST_PIXELS = 32_000_000
"""Of a camera with 24 megapixels, and of a screen larger than any. In memory they are four bytes each."""
LONGEST_SIDE = 16_000

_KEPT_AS = {"JPEG": "JPEG", "MPO": "JPEG", "HEIF": "JPEG", "PNG": "PNG", "GIF": "PNG", "WEBP": "WEBP"}
"""What is read, and what becomes of it: HEIC is shown by few browsers, and a GIF stops moving."""
_ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
_MODES = {"JPEG": ("RGB", "L"), "PNG": ("RGB", "L", "RGBA"), "WEBP": ("RGB", "RGBA")}
_WITH_PROFILE = ("RGB", "L", "CMYK")
_QUALITY = 92
_NAMELESS = re.compile(r"(picture|portrait)-[0-9a-f]{16}\.(jpg|png|webp)")


class PictureTooLarge(PointsError):
    code = "picture_too_large"
    sentence = _("This picture is too large: at most %(megabytes)s MB and %(megapixels)s million pixels are taken.")
    status = 413


class PictureUnreadable(PointsError):
    code = "picture_unreadable"
    sentence = _("This is not a picture that can be shown: JPEG, PNG, GIF, WebP and HEIC are, if they are whole.")
    status = 422


@dataclass(frozen=True, kw_only=True)
class Drawn:
    content: bytes
    ending: str
    """Of the name of its file, with the dot."""

    def file(self, kind: str = "picture") -> ContentFile:
        """Under a name made of chance."""
        return ContentFile(self.content, name=f"{kind}-{secrets.token_hex(8)}{self.ending}")


def draw_anew(content: bytes) -> Drawn:
    """The same picture without anything that is not its pixels. Refuses with the two errors above."""
    if len(content) > LARGEST_FILE:
        raise _too_large()
    try:
        with warnings.catch_warnings():
            # Whatever Pillow finds doubtful in a foreign file is no news.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=_formats()) as picture:
                _refuse_size(picture)
                return _drawn(picture)
    except PointsError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except Exception as error:
        # A broken picture makes a decoder raise almost anything; whatever it is, the picture cannot be shown.
        raise PictureUnreadable() from error


def make_nameless(image: AbstractImage, *, kind: str = "picture") -> None:
    """Draws the file of an image of the host's anew; one that has been through here stays.

    The old file goes, with every size that was made of it. Refuses as `draw_anew` does, and leaves all as it was.
    """
    if _NAMELESS.fullmatch(PurePath(image.file.name).name):
        return
    storage, old = image.file.storage, image.file.name
    try:
        with image.open_file() as content:
            drawn = draw_anew(content.read(LARGEST_FILE + 1))
    except SourceImageIOError:
        # What is lost is shown to nobody, and stops nobody.
        return
    for made_of_it in image.renditions.all():
        made_of_it.delete()
    image.file = drawn.file(kind)
    image.file_size, image.file_hash = None, ""
    image.save(update_fields=["file", "width", "height"])
    # Wagtail's own way of noting them.
    image.get_file_size()
    image.get_file_hash()
    transaction.on_commit(partial(storage.delete, old), robust=True)


def _formats() -> list[str]:
    """Without HEIC where nothing reads it. MPO is how some phones spell JPEG, and comes with it."""
    Image.init()
    return [name for name in _KEPT_AS if name in Image.OPEN and name != "MPO"]


def _refuse_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS or max(picture.size) > LONGEST_SIDE:
        raise _too_large()


def _too_large() -> PictureTooLarge:
    return PictureTooLarge(megabytes=LARGEST_FILE // 2**20, megapixels=MOST_PIXELS // 10**6)


def _drawn(picture: Image.Image) -> Drawn:
    kept_as = _KEPT_AS[picture.format or ""]
    upright = _in_colours_of_the_web(_with_eight_bits(ImageOps.exif_transpose(picture)))
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        kept_as = "PNG" if kept_as == "JPEG" else kept_as
    elif upright.mode not in _MODES[kept_as]:
        upright = upright.convert("RGB")
    upright.info = {}
    out = BytesIO()
    upright.save(out, format=kept_as, quality=_QUALITY)
    return Drawn(content=out.getvalue(), ending=_ENDINGS[kept_as])


def _with_eight_bits(picture: Image.Image) -> Image.Image:
    """Greys of sixteen bits, which no JPEG of it could be made of."""
    is_deep = picture.mode == "I" or picture.mode.startswith("I;16")
    return picture.convert("I").point(lambda grey: grey / 256).convert("L") if is_deep else picture


def _in_colours_of_the_web(picture: Image.Image) -> Image.Image:
    """A profile of colours is spent on the pixels and not kept: it is text, too."""
    profile: Any = picture.info.get("icc_profile")
    if not profile or picture.mode not in _WITH_PROFILE:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture
    return changed or picture
