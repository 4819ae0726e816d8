"""Other forms of an English word, looked for where a store holds them: identifiers stay as they are."""

_VOWELS = frozenset("aeiou")
_SHORTEST = 3


def inflections(word: str) -> frozenset[str]:
    """What the word may also be written as: its plural or singular and its forms in -ed and -ing, without itself."""
    if not word.isascii() or not word.isalpha() or len(word) < _SHORTEST:
        return frozenset()
    forms: set[str] = set()
    for stem in _stems(word):
        forms |= {stem, *_from(stem)}
    return frozenset(form for form in forms if len(form) >= _SHORTEST) - {word}


def _stems(word: str) -> set[str]:
    stems = {word}
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _SHORTEST or not _VOWELS.intersection(stem + "y" * (ending == "ies")):
            continue
        stems |= {stem + each for each in instead}
        if ending in {"ed", "ing"} and stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
            stems.add(stem[:-1])
    return {stem for stem in stems if not stem.endswith("ss") or stem == word or word.startswith(stem + "e")}


_ENDINGS = (
    ("ices", ("ex", "ix")),
    ("ies", ("y",)),
    ("ied", ("y",)),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
)


def _from(stem: str) -> set[str]:
    if stem.endswith("y") and stem[-2] not in _VOWELS:
        return {stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing"}
    if stem.endswith("e"):
        return {stem + "s", stem + "d", stem[:-1] + "ing"}
    forms = {stem + "s", stem + "ed", stem + "ing"}
    if stem.endswith(("ex", "ix")):
        forms.add(stem[:-2] + "ices")
    if stem.endswith(("s", "x", "z", "ch", "sh")):
        forms.add(stem + "es")
    if stem[-1] not in _VOWELS and stem[-2] in _VOWELS:
        forms |= {stem + stem[-1] + "ed", stem + stem[-1] + "ing"}
    return forms
