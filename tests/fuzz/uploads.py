"""Strange pictures through the form where an image comes in: kept clean, or refused in a sentence without a trace."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import translation
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from points import pictures
from points.errors import PointsError
from tests.fuzz.photographs import CANARIES, MAKERS, says_too_much
from tests.fuzz.report import percent, table

FORM = "points.picture_forms.PictureForm"
ENDINGS = {b"\xff\xd8": "jpg", b"\x89P": "png", b"RI": "webp", b"GI": "gif"}


@dataclass
class Run:
    taken: dict[str, Counter[bool]] = field(default_factory=dict)
    """By the kind of picture."""
    failures: list[str] = field(default_factory=list)


def run(count: int, *, seed: int) -> tuple[str, int]:
    with translation.override("en"):
        found = fuzz(count, seed=seed)
    for failure in found.failures[:20]:
        print(f"\n{failure}")
    return said(found), len(found.failures)


def said(found: Run) -> str:
    rows = [
        (name, taken.total(), *(percent(taken[is_taken] / taken.total()) for is_taken in (True, False)))
        for name, taken in found.taken.items()
    ]
    count = sum(taken.total() for taken in found.taken.values())
    head = f"{count} pictures, {len(found.failures)} failures."
    return f"{head}\n\n{table(['kind of picture', 'pictures', 'taken', 'refused'], rows)}"


def fuzz(count: int, *, seed: int) -> Run:
    found, dice = Run(), Random(seed)
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder, WAGTAILIMAGES_IMAGE_FORM_BASE=FORM):
        for number in range(count):
            kind = list(MAKERS)[number % len(MAKERS)]
            content = MAKERS[kind](dice)
            try:
                is_taken, wrong = check(content, Path(folder))
            except Exception as error:
                is_taken, wrong = False, repr(error)
            found.taken.setdefault(kind, Counter())[is_taken] += 1
            if wrong:
                found.failures.append(f"{kind}, picture {number} of seed {seed}: {wrong}\n{content[:80]!r}")
    return found


def check(content: bytes, folder: Path) -> tuple[bool, str]:
    """Whether the form took it, and what is wrong with that or with `draw_anew`."""
    wrong = _drawn(content)
    ending = ENDINGS.get(content[:2], "jpg")
    model = get_image_model()
    upload = SimpleUploadedFile(f"王芳.{ending}", content)
    words = {"title": "x", "collection": Collection.get_first_root_node().pk}
    form = get_image_form(model)(words, {"file": upload})
    if not form.is_valid():
        left = [path.name for path in folder.rglob("*") if path.is_file()]
        sentence = " ".join(form.errors.get("file", []))
        if left or not sentence:
            wrong = wrong or f"refused with {sentence!r} and left {left}"
        return False, wrong
    image = form.save()
    sizes = [image, image.get_rendition("max-20x20"), image.get_rendition("fill-10x10|format-jpeg")]
    for kept in sizes:
        wrong = wrong or _told(kept.file.name, Path(folder, kept.file.name).read_bytes())
    for kept in reversed(sizes):
        # Wagtail would do it after the commit, which a test never reaches.
        kept.file.storage.delete(kept.file.name)
        kept.delete()
    return True, wrong


def _drawn(content: bytes) -> str:
    try:
        drawn = pictures.draw_anew(content)
    except PointsError as refusal:
        return "" if str(refusal) else "refused without a sentence"
    return _told(drawn.file().name or "", drawn.content)


def _told(name: str, content: bytes) -> str:
    told = says_too_much(content) + [word for word in ("王芳", "wang") if word in name]
    told += [word for word in ("<script", *CANARIES) if word.encode() in content]
    return f"{name} tells {told}" if told else ""
