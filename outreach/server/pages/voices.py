"""/g/voice/: recorded voices, named by their content, to citizens' pages."""

from django.http import Http404, HttpRequest, HttpResponse

from outreach.content.sound import KINDS
from outreach.content.voices import recording_file
from outreach.server.guides.catalog import ROOT, shipped_guides
from outreach.server.ranges import file_answer
from outreach.server.voices import keeping

FOREVER = 365 * 24 * 3600


def voice_answer(request: HttpRequest, commune: str, name: str, *, public: bool) -> HttpResponse:
    """The recording <hash>.<extension> of a commune, or one that came with the guides; 404 for others."""
    cache = f"{'public' if public else 'private'}, max-age={FOREVER}, immutable"
    if found := keeping.recording_path(commune, name):
        path, kind = found
        return file_answer(request, path, kind.content_type, cache)
    for guide in shipped_guides().values():
        for recording in guide.voices:
            if recording.name == name:
                path = recording_file(ROOT, guide, recording)
                return file_answer(request, path, KINDS[path.suffix[1:]].content_type, cache)
    raise Http404
