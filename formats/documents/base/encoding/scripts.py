"""Tells encodings of Cyrillic, Hebrew, Greek, Arabic, Chinese, Japanese and Korean by which letters are common.

A wrong encoding gives other letters of the same script: rare ones, or capitals within words.
"""

import re

# The ten most common letters are two thirds of a Russian or Ukrainian text.
_COMMON_CYRILLIC = frozenset("оеаинтсрвлі")
_CYRILLIC = re.compile("[\u0400-\u045f\u0490\u0491]")
# The small letters of a Macintosh are those of Windows, its capitals those of DOS, and both systems are more common.
_MAC, _MAX_MAC_CAPITALS = "mac_cyrillic", 0.5
_WINDOWS_IN_MAC = re.compile("[\u0430-\u045f]€")
# In order of preference, where two give the same text.
_CYRILLIC_ENCODINGS = ("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", _MAC)
# Those that have the same small letters, of which one may be as likely as the other.
_ALIKE = {"koi8_u": "koi8_r", _MAC: "cp1251"}
# Shares of the letters beyond ASCII; the least holds for a sentence that has every letter.
_SURELY_CYRILLIC, _MIN_COMMON_CYRILLIC, _MIN_CYRILLIC = 0.58, 0.38, 0.9
_MARGIN = 1.3  # times the score of the second best encoding
_SIGNS = frozenset("„“”\u201a\u2018’\u2013—…«»\u2039\u203a°§€©®№·\xa0\xad")
_CAPITALS_SHARE = 0.95  # what a capital counts, so that of two cases the usual one wins
_CAPITAL_IN_WORD = re.compile("[\u0430-\u045f\u0491][\u0400-\u042f\u0490]")
# Latin and Cyrillic letters are in one word only where a foreign name has an ending.
_MIXED_WORD = re.compile("[A-Za-z][\u0400-\u045f]|[\u0400-\u045f][A-Za-z]")
_MAX_MIXED = 0.05
# Hebrew, Greek and Arabic: their letters, what no word has, and the letters that most of a text consists of.
# Some letters have another form at the end of a word, and only there.
_WITH_FINAL_FORMS = {
    "cp1255": (
        re.compile("[א-ת]"),
        re.compile("[ךםןףץ](?=[א-ת])|[כמנצ](?![א-ת'\"])|[A-Za-z][א-ת]"),
        frozenset("יוהלארתבשמםן"),
    ),
    "cp1253": (
        re.compile("[Ά-ώ]"),
        re.compile("ς(?=[Ά-ώ])|\u03c3(?![Ά-ώ'’])|[ά-ώ][Ά-Ϋ]|[A-Za-z][Ά-ώ]"),
        frozenset("αοιετσνηυρςάέίόή"),
    ),
    **{
        encoding: (
            re.compile("[ء-غف-يپچژگ،؛؟ـ]"),
            re.compile("[ةى](?=[ء-غف-ي])|[A-Za-z][ء-غف-ي]"),
            frozenset("اليمنرتبةوعد"),
        )
        for encoding in ("cp1256", "iso8859_6")
    },
}
_VOWEL_POINTS = frozenset(map(chr, (*range(0x05B0, 0x05C8), *range(0x064B, 0x0653))))
_MIN_LETTERS, _MIN_COMMON, _MAX_NO_WORD = 0.95, 0.5, 0.02
# A word in capitals is common, one of small letters with capitals is not.
_MAX_CAPITALS_IN_WORDS = 0.02

_COMMON_HANZI = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然"
    "家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日请把已放谢助书签"
)
_COMMON_HANGUL = frozenset("이다는을가의에고하은로지한기를도어사자인아나그서리시있습니으해게들과안세요정수대")
_HANZI, _HANGUL, _KANA = re.compile("[一-鿿]"), re.compile("[가-힣]"), re.compile("[ぁ-ヿ]")
_MIN_CHARACTERS = 4
_MIN_COMMON_HANZI, _MIN_COMMON_HANGUL, _MIN_KANA, _MIN_HANGUL = 0.18, 0.2, 0.25, 0.9
# Every character beyond ASCII is two bytes, as in EUC-CN, EUC-KR and EUC-JP.
_PAIRS = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xfe]{2}|\x8f[\xa1-\xfe]{2}|\x8e[\xa1-\xdf])*[\xa1-\xfe]?")


def script_encoding(sample: bytes) -> str:
    """The encoding of a text in Cyrillic, Hebrew, Greek, Arabic, or a double-byte one of East Asia; or empty."""
    scores = {encoding: _cyrillic_score(sample, encoding) for encoding in _CYRILLIC_ENCODINGS}
    is_windows = scores["cp1251"] > 0
    if scores[_MAC] and (is_windows or not _is_of_macintosh(sample)):
        scores[_MAC] = 0.0
    best = max(scores, key=lambda encoding: scores[encoding])
    with_final_forms = {encoding: _final_forms_score(sample, encoding) for encoding in _WITH_FINAL_FORMS}
    likeliest = max(with_final_forms, key=lambda encoding: with_final_forms[encoding])
    if with_final_forms[likeliest] > scores[best]:
        return likeliest
    if scores[best] >= _SURELY_CYRILLIC:
        return best
    if _PAIRS.fullmatch(sample) and (found := _double_byte_encoding(sample)):
        return found
    others = (score for encoding, score in scores.items() if _ALIKE.get(encoding, encoding) != _ALIKE.get(best, best))
    clear = scores[best] >= max(_MIN_COMMON_CYRILLIC, _MARGIN * max(others))
    return best if clear else ""


def _final_forms_score(sample: bytes, encoding: str) -> float:
    """The share of the most common letters among all that are not ASCII in an encoding; 0 for no such text."""
    letter, no_word, common = _WITH_FINAL_FORMS[encoding]
    others = "".join(each for each in _others(sample, encoding) if each not in _SIGNS | _VOWEL_POINTS)
    if _share(others, letter) < _MIN_LETTERS:
        return 0.0
    text = "".join(each for each in sample.decode(encoding, "ignore") if each not in _VOWEL_POINTS)
    if len(no_word.findall(text)) > _MAX_NO_WORD * len(others):
        return 0.0
    share = _common(others.lower(), common)
    return share if share >= _MIN_COMMON else 0.0


def _double_byte_encoding(sample: bytes) -> str:
    japanese = _others(sample, "euc_jp")
    if _share(japanese, _KANA) >= _MIN_KANA:
        return "euc_jp"
    korean = _others(sample, "cp949")
    if _share(korean, _HANGUL) >= _MIN_HANGUL and _common(korean, _COMMON_HANGUL) >= _MIN_COMMON_HANGUL:
        return "cp949"
    chinese = _HANZI.findall(_others(sample, "gb18030"))
    return "gb18030" if _common("".join(chinese), _COMMON_HANZI) >= _MIN_COMMON_HANZI else ""


def _cyrillic_score(sample: bytes, encoding: str) -> float:
    """The share of the most common letters among all that are not ASCII; 0 for a text that none would write."""
    others = "".join(each for each in _others(sample, encoding) if each not in _SIGNS)
    if len(others) < _MIN_CHARACTERS or _share(others, _CYRILLIC) < _MIN_CYRILLIC:
        return 0.0
    text = sample.decode(encoding, "ignore")
    if len(_CAPITAL_IN_WORD.findall(text)) > _MAX_CAPITALS_IN_WORDS * len(others):
        return 0.0
    if len(_MIXED_WORD.findall(text)) > _MAX_MIXED * len(others):
        return 0.0
    small = sum(each in _COMMON_CYRILLIC for each in others)
    return (small + _CAPITALS_SHARE * sum(each.lower() in _COMMON_CYRILLIC for each in others if each.isupper())) / len(
        others
    )


def _others(sample: bytes, encoding: str) -> str:
    """The characters that are not ASCII; empty if the bytes are not of this encoding, but for a cut at the end."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 1:
            return ""
        text = sample[: error.start].decode(encoding, "ignore")
    return "".join(each for each in text if each > "\x7f")


def _share(characters: str, of: re.Pattern[str]) -> float:
    return len(of.findall(characters)) / len(characters) if len(characters) >= _MIN_CHARACTERS else 0.0


def _is_of_macintosh(sample: bytes) -> bool:
    """Whether a text is not in capitals, and has no letter of Windows that would be a sign within a word."""
    others = _others(sample, _MAC)
    is_small = sum(map(str.isupper, others)) <= _MAX_MAC_CAPITALS * len(others)
    return is_small and _WINDOWS_IN_MAC.search(sample.decode(_MAC, "ignore")) is None


def _common(characters: str, common: frozenset[str]) -> float:
    return sum(each in common for each in characters) / len(characters) if len(characters) >= _MIN_CHARACTERS else 0.0
