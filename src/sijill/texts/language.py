"""Words → language: by the script they are written in, then by their letters; what is declared is checked against it.

Invariant: a declared language is kept unless the words plainly contradict it, for templates often declare the language
of whoever wrote the template; a text too short to judge has only what is declared.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

#: languages that are told apart, by script. Others than these are given as the nearest one or not at all.
_BY_SCRIPT = {
    "Latn": ("en", "fr", "es", "tr", "de", "it", "pt", "nl", "ku", "id"),
    "Arab": ("ar", "fa", "ur"),
    "Cyrl": ("ru", "uk"),
    "Hebr": ("he",),
}

_SCRIPTS = {
    "Latn": re.compile("[A-Za-z\u00c0-\u024f]"),
    "Arab": re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"),
    "Cyrl": re.compile("[\u0400-\u04ff]"),
    "Hebr": re.compile("[\u05d0-\u05ea]"),
}
#: every other letter
_LETTER = re.compile(r"[^\W\d_]")

#: letters that one language of the Arabic script has and the others have not
_SORANI = re.compile("[ێۆڵڕە]")
_URDU = re.compile("[ٹڈڑےں]")

#: code points that are looked at
_SAMPLE = 4000
#: fewest letters for which anything is said
_FEWEST = 20
#: fewest letters that may contradict what is declared within the same script, and how sure the judgement must be.
#: Below 200 letters py3langid takes headlines full of names for other languages.
_ENOUGH = 200
_SURE = 0.95
#: share of the letters that the leading script must have
_LEADING = 0.5
#: share of letters that only Sorani or Urdu has, of all letters of the Arabic script
_PECULIAR = 0.03

#: words that stand in every English text and in none of the other languages told apart, and the share of a text's
#: words that they make up at least where it is taken for English without asking the model. Of 6,979 texts (news,
#: wires, the corpus) 88 % reach it, and of these the model finds one Portuguese: English, all in capitals. Dutch and
#: German reach a half of it at most.
_ENGLISH = frozenset(
    (
        "the", "of", "and", "that", "with", "which", "were", "was", "his", "her", "their", "they", "have", "from",
        "has", "had", "been", "who", "for", "said", "police",
    )
)  # fmt: skip
_PLAINLY = 0.12
_WORD = re.compile(r"[A-Za-z']+")

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def language_of(text: str, declared: str | None = None) -> str | None:
    """The language of a text as a BCP 47 tag; None where it cannot be told.

    Args:
        text: the words.
        declared: what the document or its deliverer says, in whatever spelling ("ar_IQ", "EN-us"); kept where the
            words do not contradict it.
    """
    tag = _tag(declared)
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    counts = {script: len(pattern.findall(sample)) for script, pattern in _SCRIPTS.items()}
    script, most = max(counts.items(), key=lambda item: item[1])
    if letters < _FEWEST:
        return tag
    if most < _LEADING * letters:
        # a script that is not told apart here: the declaration stands unless it belongs to one that is
        return None if tag and _script_of(tag) else tag
    if tag and _script_of(tag) in {None, script} and letters < _ENOUGH:
        return tag
    found, sure = _judged(sample, script, most)
    if tag and (_primary(tag) == found or (_script_of(tag) in {None, script} and sure < _SURE)):
        return tag
    return found


def _judged(sample: str, script: str, letters: int) -> tuple[str, float]:
    if script == "Arab":
        if len(_SORANI.findall(sample)) > _PECULIAR * letters:
            return "ckb", 1.0
        if len(_URDU.findall(sample)) > _PECULIAR * letters:
            return "ur", 1.0
    if script == "Latn" and letters >= _ENOUGH:
        words = _WORD.findall(sample.lower())
        if sum(word in _ENGLISH for word in words) > _PLAINLY * len(words):
            return "en", 1.0
    languages = _BY_SCRIPT[script]
    if len(languages) == 1:
        return languages[0], 1.0
    name, sure = _identifier(script).classify(sample)
    return str(name), float(sure)


def prepare() -> None:
    """Load what telling languages apart takes, for those who cannot open files later."""
    for script, languages in _BY_SCRIPT.items():
        if len(languages) > 1:
            _identifier(script)


@cache
def _identifier(script: str) -> Any:
    # loading the model and numpy takes half a second, which reading without them need not wait for
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_BY_SCRIPT[script]))
    return identifier


def _tag(declared: str | None) -> str | None:
    words = (declared or "").strip().replace("_", "-")
    if not _TAG.fullmatch(words):
        return None
    first, *rest = words.split("-")
    # BCP 47's custom: en, Arab, IQ
    parts = [p.title() if len(p) == 4 and p.isalpha() else p.upper() if len(p) == 2 else p.lower() for p in rest]
    tag = "-".join([first.lower(), *parts])
    return None if first.lower() in {"und", "mul", "zxx"} else tag


def _primary(tag: str) -> str:
    return tag.partition("-")[0]


def _script_of(tag: str) -> str | None:
    primary, *rest = tag.split("-")
    told = next((part for part in rest if part in _BY_SCRIPT), None)
    if told:
        return told
    if primary in {"ckb", "ps", "sd", "ug"}:
        return "Arab"
    if primary in {"bg", "mk", "be"}:
        return "Cyrl"
    # Kurdish and Serbian are written in two scripts
    return (
        None
        if primary in {"ku", "sr", "az", "uz", "kk"}
        else next((script for script, languages in _BY_SCRIPT.items() if primary in languages), None)
    )
