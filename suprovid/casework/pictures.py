"""Pictures made small to be looked at: what is shown is drawn anew, so that nothing hidden comes along.

A picture that would fill the memory when unpacked is told by its first bytes and never unpacked.
"""

from __future__ import annotations

from io import BytesIO
from threading import Semaphore

from PIL import Image, ImageOps

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
"""The types that can be shown; a photograph in HEIC is kept and given back only."""
MOST = 24_000_000
MOST_JPEG = 80_000_000
"""Pixels: a JPEG is unpacked at the size that is asked for, the others only whole."""
AT_ONCE = Semaphore(2)
BAD = (
    OSError,
    ValueError,
    SyntaxError,
    ArithmeticError,
    LookupError,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What the library raises for a file that only looks like a picture."""


def fits(content: bytes, type: str) -> bool:
    """Can this be unpacked? True for what is not shown at all."""
    if type not in FORMATS:
        return True
    try:
        with Image.open(BytesIO(content), formats=(FORMATS[type],)) as image:
            return _pixels(image) <= (MOST_JPEG if type == "image/jpeg" else MOST)
    except BAD:
        return False


def small(content: bytes, type: str, side: int) -> bytes | None:
    """The picture as a JPEG no longer than `side` on either side; None where there is nothing to show."""
    if type not in FORMATS or not fits(content, type):
        return None
    try:
        with AT_ONCE, Image.open(BytesIO(content), formats=(FORMATS[type],)) as image:
            image.draft("RGB", (side, side))
            image.thumbnail((side, side))
            return _written(ImageOps.exif_transpose(image))
    except BAD:
        return None


def _pixels(image: Image.Image) -> int:
    return image.width * image.height


def _written(image: Image.Image) -> bytes:
    """As JPEG on white, without anything that the camera wrote beside it."""
    drawn = image.convert("RGBA")
    ground = Image.new("RGB", drawn.size, "white")
    ground.paste(drawn, mask=drawn.getchannel("A"))
    out = BytesIO()
    ground.save(out, "JPEG", quality=82)
    return out.getvalue()
