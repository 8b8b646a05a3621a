"""Where the pages and their files are found: the same page is served by the commune's server and as plain files."""

from dataclasses import dataclass

from outreach.domain.guide import Recording

STEPS = "tung-buoc"
"""The last part of the address of a guide shown step by step."""


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

    def steps(self, slug: str, language: str) -> str:
        """Address of the page that shows a guide one step at a time."""
        if language != "vi" and self.static:
            return f"{self.prefix}/g/{slug}/{language}/{STEPS}/"
        return self._in_language(f"{self.prefix}/g/{slug}/{STEPS}", language)

    def index(self, language: str) -> str:
        """Address of the list of guides."""
        return self._in_language(f"{self.prefix}/g/", language)

    @property
    def scope(self) -> str:
        """Below this everything may be kept on a phone."""
        return f"{self.prefix}/g/"

    @property
    def worker(self) -> str:
        """Address of the script that keeps it; fixed, as it must be."""
        return f"{self.prefix}/g/sw.js"

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
