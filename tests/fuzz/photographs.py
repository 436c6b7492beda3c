"""Pictures as nobody should have to open them, and photographs that tell too much."""

import io
import struct
import zlib
from collections.abc import Callable
from random import Random

from PIL import Image, PngImagePlugin

CANARIES = ("CANARY-WANG-FANG", "王芳家")
"""Written wherever a file has room for words."""

NOTES = {"xmp", "comment", "icc_profile", "exif", "photoshop", "XML:com.adobe.xmp"}
PLACE = (31.0, 7.0, 59.25)
_RIGHTS = "CANARY-WANG-FANG 王芳家 1栋101"


def photograph(kind: str, *, dice: Random | None = None, mode: str = "RGB", orientation: int = 1) -> bytes:
    """Half red, half white, with all that a phone and its programs write into it."""
    dice = dice or Random(1)
    picture = Image.new(mode, (dice.randint(8, 60), dice.randint(8, 60)), "white")
    picture.paste("red", (0, 0, picture.width // 2, picture.height))
    out = io.BytesIO()
    picture.save(out, kind, exif=_exif(orientation), xmp=_xmp(), **_more(kind))
    return out.getvalue()


def _exif(orientation: int) -> Image.Exif:
    notes = Image.Exif()
    notes[0x010E], notes[0x013B], notes[0x0112] = _RIGHTS, CANARIES[0], orientation
    place = notes.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", PLACE, "E", PLACE
    return notes


def _xmp() -> bytes:
    return f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf>{_RIGHTS}</rdf></x:xmpmeta>".encode()


def _more(kind: str) -> dict[str, object]:
    if kind == "JPEG":
        return {"comment": _RIGHTS.encode()}
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", CANARIES[0])
        texts.add_itxt("Comment", _RIGHTS)
        texts.add_text("Place", _RIGHTS.encode(), zip=True)
        return {"pnginfo": texts}
    return {}


def says_too_much(content: bytes) -> list[str]:
    """Which canaries, coordinates or notes are in the bytes, as they are or packed."""
    found = [word for word in CANARIES if word.encode() in content]
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        if picture.getexif():
            found.append("EXIF")
        found += sorted(
            {"xmp", "comment", "icc_profile", "exif", "photoshop", "XML:com.adobe.xmp"} & picture.info.keys()
        )
        found += sorted(getattr(picture, "text", {}))
    return found


def saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def png_of(width: int, height: int, *, depth: int = 1, pixels: bytes = b"", colour: int = 0) -> bytes:
    """A PNG whose header says anything at all."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(pixels)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, inside: bytes) -> bytes:
    return struct.pack(">I", len(inside)) + name + inside + struct.pack(">I", zlib.crc32(name + inside))


def _moving(kind: str, dice: Random) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "white", "blue")][: dice.randint(2, 3)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def _with_bytes_changed(dice: Random) -> bytes:
    content = bytearray(photograph(dice.choice(KINDS), dice=dice))
    for _change in range(dice.randint(1, 30)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return bytes(content)


def _truncated(dice: Random) -> bytes:
    content = photograph(dice.choice(KINDS), dice=dice)
    return content[: dice.randrange(len(content))]


def _of_strange_mode(dice: Random) -> bytes:
    kind, mode = dice.choice(
        [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "I;16"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "1"), ("PNG", "RGBA")]
    )
    return saved(Image.new(mode, (dice.randint(1, 30), dice.randint(1, 30))), kind)


def _with_transparent_palette(dice: Random) -> bytes:
    picture = Image.new("P", (9, 9))
    picture.putpalette(dice.randbytes(768))
    return saved(picture, dice.choice(["PNG", "GIF"]), transparency=dice.choice([0, 5, 255]))


def _with_broken_profile(dice: Random) -> bytes:
    return saved(Image.new("RGB", (9, 9)), dice.choice(KINDS), icc_profile=_RIGHTS.encode() * dice.randint(1, 50))


def _huge(dice: Random) -> bytes:
    width, height = dice.choice([(30_000, 30_000), (2**31 - 1, 2**31 - 1), (100_000, 10), (9_000, 9_000), (0, 5)])
    return png_of(width, height, depth=dice.choice([1, 8, 16]), colour=dice.choice([0, 2, 6]))


def _polyglot(dice: Random) -> bytes:
    page = b"<html><script>alert(1)</script>CANARY-WANG-FANG</html>"
    content = photograph(dice.choice(KINDS), dice=dice)
    return dice.choice([content + page, page + content, b"GIF89a/*" + page + b"*/", content + b"PK\x03\x04" + page])


def _of_another_kind(dice: Random) -> bytes:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><!-- CANARY-WANG-FANG --></svg>'
    other = [saved(Image.new("RGB", (5, 5)), kind) for kind in ("BMP", "TIFF", "PPM", "ICO", "PDF", "TGA", "EPS")]
    return dice.choice(
        [*other, svg, b"", b"MZ", b"%PDF-1.7", dice.randbytes(200), b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]
    )


def _with_many_words(dice: Random) -> bytes:
    """A bomb of text: each chunk unpacks to far more than it is."""
    content = saved(Image.new("RGB", (5, 5)), "PNG")
    packed = _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(3 * 2**20), 9)) * dice.randint(1, 40)
    return content[:33] + packed + content[33:]


KINDS = ["JPEG", "PNG", "WEBP"]
MAKERS: dict[str, Callable[[Random], bytes]] = {
    "photographs": lambda dice: photograph(dice.choice([*KINDS, "HEIF"]), dice=dice, orientation=dice.randint(0, 9)),
    "truncated": _truncated,
    "bytes changed": _with_bytes_changed,
    "huge by their header": _huge,
    "moving": lambda dice: _moving(dice.choice(["PNG", "WEBP", "GIF"]), dice),
    "strange modes": _of_strange_mode,
    "transparent palettes": _with_transparent_palette,
    "broken profiles": _with_broken_profile,
    "polyglots": _polyglot,
    "of another kind": _of_another_kind,
    "one pixel": lambda dice: saved(Image.new(dice.choice(["RGB", "L"]), (1, 1)), dice.choice(KINDS)),
    "many words": _with_many_words,
}
