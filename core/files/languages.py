"""Names of human languages, and their codes by ISO 639-1."""

from scent.errors import UsageError

# Of the languages that scent can tell apart, those with many speakers.
_NAMES = """
    afrikaans:af albanian:sq amharic:am arabic:ar armenian:hy azerbaijani:az basque:eu belarusian:be bengali:bn
    bosnian:bs bulgarian:bg burmese:my catalan:ca chinese:zh croatian:hr czech:cs danish:da dutch:nl english:en
    esperanto:eo estonian:et farsi:fa filipino:tl finnish:fi french:fr galician:gl georgian:ka german:de greek:el
    gujarati:gu hebrew:he hindi:hi hungarian:hu icelandic:is indonesian:id irish:ga italian:it japanese:ja kannada:kn
    kazakh:kk khmer:km korean:ko kurdish:ku kyrgyz:ky lao:lo latin:la latvian:lv lithuanian:lt luxembourgish:lb
    macedonian:mk malay:ms malayalam:ml maltese:mt mandarin:zh marathi:mr mongolian:mn nepali:ne norwegian:no
    pashto:ps persian:fa polish:pl portuguese:pt punjabi:pa romanian:ro russian:ru serbian:sr sinhala:si slovak:sk
    slovenian:sl somali:so spanish:es swahili:sw swedish:sv tagalog:tl tajik:tg tamil:ta telugu:te thai:th tibetan:bo
    turkish:tr turkmen:tk ukrainian:uk urdu:ur uzbek:uz vietnamese:vi welsh:cy yiddish:yi
"""
_CODES = dict(entry.split(":") for entry in _NAMES.split())


def language_name(code: str) -> str:
    """The English name of a language (`German`) by its code, or the code if scent knows no name."""
    return next((name.title() for name, known in _CODES.items() if known == code), code)


def language_code(word: str) -> str:
    """The code of a language that is given by its code (`de`, `de-AT`) or its English name (`German`).

    Raises:
        UsageError: it is neither.
    """
    name = word.strip().casefold()
    if name in _CODES:
        return _CODES[name]
    code = name.replace("_", "-").partition("-")[0]
    if 2 <= len(code) <= 3 and code.isascii() and code.isalpha():  # noqa: PLR2004  # ISO 639-1, and 639-3 of rare ones
        return code
    from difflib import get_close_matches

    near = get_close_matches(name, _CODES, n=1)
    hint = f"did you mean {near[0].title()}?" if near else "give a code such as de, or an English name such as German"
    raise UsageError(f"{word!r} is not a language that scent knows", hint=hint)
