"""What must never be."""


class Wrong(Exception):
    """``what`` names the rule that was broken, so that a shorter trace can be known again."""

    def __init__(self, what: str, detail: object = "") -> None:
        super().__init__(f"{what}: {detail}")
        self.what = what
