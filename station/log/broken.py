"""A rule of the log that an entry breaks: how the verifier's parts tell each other."""


class BrokenRuleError(Exception):
    """``code`` is stable and dotted (``entry.signature``); its words are in the locale files under
    ``verify.finding``."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
