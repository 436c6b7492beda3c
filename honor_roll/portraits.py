"""A portrait's file, made fit to be public: its address says no name, and the camera's notes are out of it.

An editor uploads `王芳.jpg`, taken at her door. Wagtail would serve it under `wang_fang.jpg` and keep in every size
what the phone wrote: where it stood, when, and whose phone it was. Who is masked on the page would be named by the
address of the picture. So the file is drawn anew under a name made of chance before anybody can see it, and the old
one goes, with every size that was made of it.
"""

import re
import secrets
from functools import partial
from io import BytesIO
from pathlib import PurePath

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError
from wagtail.images.models import AbstractImage, SourceImageIOError

from honor_roll.honors import Honor, Season

_NAMELESS = re.compile(r"portrait-[0-9a-f]{16}")
_ENDING = re.compile(r"\.[a-z0-9]{2,5}")
_QUALITY = 92


def make_nameless(portrait: AbstractImage) -> None:
    """Gives the file a name made of chance and nothing but its pixels. A file that has been through here stays."""
    if _NAMELESS.match(PurePath(portrait.file.name).name):
        return
    storage, old = portrait.file.storage, portrait.file.name
    try:
        with portrait.open_file() as content:
            drawn = _drawn_anew(content)
    except SourceImageIOError:
        # What is lost is shown to nobody, and a season is decided without it.
        return
    for made_of_it in portrait.renditions.all():
        made_of_it.delete()
    ending = PurePath(old).suffix.lower()
    ending = ending if _ENDING.fullmatch(ending) else ""
    portrait.file = ContentFile(drawn, name=f"portrait-{secrets.token_hex(8)}{ending}")
    portrait.file_size, portrait.file_hash = None, ""
    portrait.save(update_fields=["file", "width", "height"])
    # Wagtail's own way of noting them.
    portrait.get_file_size()
    portrait.get_file_hash()
    transaction.on_commit(partial(storage.delete, old), robust=True)


def make_nameless_in(season: Season) -> None:
    """Once more before the public sees them: a file may have been exchanged since it was chosen."""
    for honor in Honor.objects.filter(season=season, portrait__isnull=False).select_related("portrait"):
        make_nameless(honor.portrait)


def _drawn_anew(content: File) -> bytes:
    """The same picture, upright; what is not made of pixels (SVG) as it is."""
    try:
        with Image.open(content) as picture:
            upright = ImageOps.exif_transpose(picture)
            colours = picture.info.get("icc_profile")
            upright.info = {}
            out = BytesIO()
            upright.save(out, format=picture.format, quality=_QUALITY, icc_profile=colours)
    except UnidentifiedImageError:
        content.seek(0)
        return bytes(content.read())
    return out.getvalue()
