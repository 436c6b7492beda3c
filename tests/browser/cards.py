"""What a scanner's camera sees: the card of a resident of the demo, as a film for Chromium's fake camera."""

import re
from io import BytesIO
from pathlib import Path

import qrcode
from PIL import Image

from .served import Site

WIDTH, HEIGHT = 640, 480
_CARD = """
from points.models import Card, Resident
from points.people import queries, services
from points.permissions import Role
resident = Resident.objects.get(pk={pk}) if {pk} else Resident.objects.get(user__username="wangfang")
card = Card.objects.filter(resident=resident, revoked_at=None).first()
card = card or Card.objects.create(household=resident.household, resident=resident)
print("CARD", queries.card_text(card))
"""


def card_of_wang_fang(site: Site) -> str:
    return card_of(site, 0)


def card_of(site: Site, resident: int) -> str:
    """The text on the resident's own card."""
    return re.search(r"^CARD (.*)$", site.manage("shell", "-c", _CARD.format(pk=resident)), re.MULTILINE)[1]


def picture(text: str) -> Image.Image:
    """The card before the camera: a little turned, on a grey table."""
    code = qrcode.make(text, box_size=5, border=4, error_correction=qrcode.constants.ERROR_CORRECT_Q)
    code = code.get_image().convert("L").resize((300, 300))
    table = Image.new("L", (WIDTH, HEIGHT), 120)
    table.paste(code, ((WIDTH - 300) // 2, (HEIGHT - 300) // 2))
    return table.rotate(7, fillcolor=120)


def photograph(text: str) -> bytes:
    taken = BytesIO()
    picture(text).save(taken, "JPEG")
    return taken.getvalue()


def film(text: str, file: Path) -> Path:
    """Chromium shows the one frame again and again; grey, so that the colours are half of everything."""
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    frame = b"FRAME\n" + picture(text).tobytes() + grey
    file.write_bytes(b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420\n" % (WIDTH, HEIGHT) + frame * 2)
    return file


def fake_camera(file: Path) -> list[str]:
    """Arguments of a Chromium that shows this film to every page that asks for a camera."""
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={file}",
    ]
