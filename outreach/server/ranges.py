"""Answering with a file, whole or in part: a phone that plays sound asks for parts, and some play nothing without."""

import re
from pathlib import Path

from django.http import HttpRequest, HttpResponse

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def file_answer(request: HttpRequest, path: Path, content_type: str, cache: str) -> HttpResponse:
    """A small file (it is read whole), or the one range of bytes that was asked for."""
    data = path.read_bytes()
    headers = {"Cache-Control": cache, "Accept-Ranges": "bytes", "Content-Security-Policy": "default-src 'none'"}
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return HttpResponse(data, content_type=content_type, headers=headers)
    first, last = _within(asked[1], asked[2], len(data))
    if first > last:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return HttpResponse(data[first : last + 1], status=206, content_type=content_type, headers=headers)


def _within(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and the last byte of "first-last", "first-" or "-length"; first > last when there are none."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
