"""Words in both languages at once, as a paper carries them."""

from dataclasses import dataclass

from station.locale import LANGUAGES, Words, catalogue


@dataclass(frozen=True)
class Bilingual:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    @classmethod
    def of(cls, key: str, **params: object) -> "Bilingual":
        """The catalogue's words for ``key``; KeyError when either language lacks it."""
        return cls(*(Words(language)(key, **params) for language in LANGUAGES))


def labels(section: str) -> dict[str, Bilingual]:
    """Every word of one catalogue section, keyed without the section's name."""
    prefix = f"{section}."
    keys = (key for key in catalogue(LANGUAGES[0]) if key.startswith(prefix))
    return {key.removeprefix(prefix): Bilingual.of(key) for key in keys}
