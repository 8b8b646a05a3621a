"""Sealed files as Bình's tablet writes them."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from outreach.domain.identity import new_id
from outreach.handouts.qr import QUIET_ZONE, modules
from outreach.server.transfers.keys import public_key_of
from outreach.sync import codes
from outreach.sync.sealed_file import Header, Kind, Letter, Reply, read_reply, write_letter
from outreach.sync.wire import Push, pack
from tests.server.cast import NAM_DONG, Cast


def sealed(cast: Cast, *pushes: Push, token: str = "", commune: str = NAM_DONG.code) -> bytes:
    """One file with these pushes, for our commune's key."""
    header = Header(Kind.PUSH, commune, new_id())
    letter = Letter(token or cast.enrolled.token, tuple(map(pack, pushes)))
    return write_letter(public_key_of(NAM_DONG.code), header, letter)


def visits(cast: Cast, count: int) -> bytes:
    """A file of so many visits."""
    return sealed(cast, cast.push(*(replace(cast.visit(), id=new_id()) for _ in range(count))))


def opened(cast: Cast, answer: bytes | memoryview) -> Reply:
    """The answer as the tablet reads it."""
    return read_reply(cast.enrolled.token, bytes(answer))


def pictures(data: bytes, a_picture: int = 1) -> list[bytes]:
    """The file's codes as PNGs, some of them on one picture."""
    squares = [_square(text) for text in codes.cut(data)]
    return [_beside(squares[at : at + a_picture]) for at in range(0, len(squares), a_picture)]


def _square(text: str) -> Image.Image:
    rows = modules(text)
    side = len(rows) + 2 * QUIET_ZONE
    picture = Image.new("L", (side, side), 255)
    for line, row in enumerate(rows):
        for column, dark in enumerate(row):
            if dark:
                picture.putpixel((column + QUIET_ZONE, line + QUIET_ZONE), 0)
    return picture.resize((side * 4, side * 4), Image.Resampling.NEAREST)


def _beside(squares: list[Image.Image]) -> bytes:
    sheet = Image.new("L", (sum(one.width for one in squares), squares[0].height), 255)
    left = 0
    for one in squares:
        sheet.paste(one, (left, 0))
        left += one.width
    file = BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()
