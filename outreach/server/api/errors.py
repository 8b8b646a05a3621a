"""Every way an exchange can fail, as one small readable body: ``wire.Problem`` as plain JSON."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec

import msgspec
from django.db import Error
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from outreach.domain.errors import ERRORS, ErrorCode, SyncError, TooOldToRead
from outreach.server.database.trouble import code_of
from outreach.server.devices.enrolment import CodeRefused
from outreach.sync.sealed_file import FileRefused, TooLarge, TooNew
from outreach.sync.wire import Problem

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]
_REFUSED: dict[type[FileRefused], ErrorCode] = {TooLarge: ErrorCode.TOO_LARGE, TooNew: ErrorCode.SERVER_TOO_OLD}
_LOG = logging.getLogger(__name__)


def answered(view: View[Arguments]) -> View[Arguments]:
    """The view, with what it raises turned into a Problem under the status of its code."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SyncError as error:
            return problem(error)
        except CodeRefused as error:
            return _response(401, Problem(ErrorCode.AUTH, error.vi, error.en, retry=False))
        except FileRefused as error:
            return _refused(error)
        except UnreadablePostError:  # it broke off, and so will this answer
            return problem(SyncError(ErrorCode.INVALID, "the body ends too soon"))
        except Error as error:
            code = code_of(error)
            if code is None:
                raise
            _LOG.warning("%s: %s", code, error)
            return problem(SyncError(code))

    return wrapped


def problem(error: SyncError) -> HttpResponse:
    """The answer to a request that failed."""
    body = Problem.of(error)
    if isinstance(error, TooOldToRead):
        body = replace(body, have=error.have, beyond=error.beyond)
    return _response(error.status, body)


def _refused(error: FileRefused) -> HttpResponse:
    code = _REFUSED.get(type(error), ErrorCode.INVALID)
    return _response(ERRORS[code].status, Problem(code, error.vi, error.en, retry=False))


def _response(status: int, body: Problem) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), status=status, content_type="application/json")
