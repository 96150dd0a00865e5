"""The words under which codes stand in figures, in English and Arabic, and the phrases that figures use themselves."""

from __future__ import annotations

from functools import lru_cache

from sijill.codebook import Codebook, load
from sijill.errors import UnknownNameError
from sijill.figures.table import Words

#: languages in which figures speak
LANGUAGES = ("en", "ar")

NOT_TOLD: Words = {"en": "not told", "ar": "غير مذكور"}
WITHHELD: Words = {"en": "withheld to protect people", "ar": "محجوب حمايةً للأشخاص"}
UNIDENTIFIED: Words = {"en": "unidentified", "ar": "مجهولون"}
INDIVIDUALS: Words = {"en": "individuals", "ar": "أفراد"}
INCIDENTS: Words = {"en": "incidents", "ar": "حوادث"}
VICTIMS: Words = {"en": "victims", "ar": "ضحايا"}
INDEPENDENT: Words = {
    "en": "told by two or more independent sources",
    "ar": "رواها مصدران مستقلان أو أكثر",
}


@lru_cache(maxsize=1)
def codebook() -> Codebook:
    """The codebook of the package."""
    return load()


def act_words(code: str) -> Words:
    """What an act or family is called; a code that the codebook does not know stands as it is."""
    try:
        return {language: codebook().label(code, language) for language in LANGUAGES}
    except UnknownNameError:
        return {"en": code.replace("_", " ")}


def term_words(of: str, code: str) -> Words:
    """What an entry of a list of the codebook is called; an unknown one stands as it is."""
    try:
        label = codebook().term(of, code).label
    except UnknownNameError:
        return {"en": code.replace("_", " ")}
    return {"en": label["en"], **{language: words for language, words in label.items() if language in LANGUAGES}}
