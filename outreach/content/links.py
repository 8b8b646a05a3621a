"""Where the pages and their files are found: the same page is served by the commune's server and as plain files."""

from dataclasses import dataclass

from outreach.domain.guide import Recording


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses on one host. ``prefix`` is what comes before /g, without a slash at its end.

    A server answers ``?lang=en``; plain files have a folder for each language instead (``static``).
    """

    prefix: str = ""
    static: bool = False

    def guide(self, slug: str, language: str) -> str:
        """Address of a guide's page."""
        return self._in_language(f"{self.prefix}/g/{slug}", language)

    def index(self, language: str) -> str:
        """Address of the list of guides."""
        return self._in_language(f"{self.prefix}/g/", language)

    def asset(self, name: str) -> str:
        """Address of one of ``site_assets``."""
        return f"{self.prefix}/g/assets/{name}"

    def recording(self, recording: Recording) -> str:
        """Address of a recorded voice, which never changes its content."""
        return f"{self.prefix}/g/voice/{recording.name}"

    def _in_language(self, address: str, language: str) -> str:
        if language == "vi":
            return address
        return f"{address.rstrip('/')}/{language}/" if self.static else f"{address}?lang={language}"
