"""Tells which codec of Python reads the encoding of a name, as browsers and mail programs understand it.

Source: WHATWG Encoding Standard, "Names and labels", and names that older programs write.
"""

import codecs
import re

# What browsers read as supersets, because files rely on it. Big5 has the characters of Hong Kong there.
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Codecs that no text is declared in: they are slow on some input, or are escapes of Python's own.
_NO_CHARSETS = frozenset(["punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"])
_WITH_NULS = ("utf-16", "utf-32")  # told by their NULs, or not true
# Names that Python does not know, without a leading "x-".
_NAMES = {
    **dict.fromkeys(("unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8"), "utf-8"),
    **dict.fromkeys(("sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-jp", "cseucpkdfmtjapanese"), "euc_jp"),
    **dict.fromkeys(("gb_2312", "gb_2312-80", "csgb2312", "cn-gb", "gbk"), "gb18030"),
    **dict.fromkeys(("big5", "x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("cseuckr", "csksc56011987", "iso-ir-149", "ks_c_5601-1989", "ksc_5601"), "cp949"),
    **dict.fromkeys(("koi", "koi8"), "koi8_r"),
    "koi8-ru": "koi8_u",
    "sun_eu_greek": "iso8859_7",
    **dict.fromkeys(("visual", "logical"), "iso8859_8"),
    "csisolatin9": "iso8859_15",
    **dict.fromkeys(("mac", "csmacintosh", "mac-roman"), "mac_roman"),
    **dict.fromkeys(("mac-ce", "mac-centraleurroman"), "mac_latin2"),
    **dict.fromkeys(("mac-cyrillic", "mac-ukrainian"), "mac_cyrillic"),
    **{f"mac-{language}": f"mac_{language}" for language in ("greek", "turkish", "icelandic", "croatian", "romanian")},
}
# iso88595, iso-8859-8-i and csiso88598e; code pages with a word and perhaps a dash before the number.
_ISO = re.compile(r"(?:cs)?iso-?_?8859-?_?(\d{1,2})(?:-?[ei])?")
_CODE_PAGE = re.compile(r"(?:windows|win|ms|cp|ibm|dos|oem)[-_]?(\d{3,5})")


def codec_name(declared: str) -> str:
    """The codec for the name of an encoding; empty if there is none, or no text is declared in it."""
    name = _lookup(declared.strip())
    if name.replace("_", "-") in _NO_CHARSETS or name.startswith(_WITH_NULS):
        return ""
    if name == "ascii":  # what is not ASCII in spite of that is guessed
        return ""
    try:
        if name and b"a".decode(name) != "a":  # EBCDIC, in which no file declares anything
            return ""
    except LookupError:  # a codec that is no text encoding
        return ""
    return _SUPERSETS.get(name, name)


def _lookup(declared: str) -> str:
    """The name that Python has for the codec of a declared name; empty if it has none."""
    bare = declared.lower().removeprefix("x-")
    candidates = [declared, _NAMES.get(bare, "")]
    if match := _ISO.fullmatch(bare):
        candidates.append(f"iso8859_{match[1]}")
    if match := _CODE_PAGE.fullmatch(bare):
        candidates.append(f"cp{match[1]}")
    for candidate in filter(None, candidates):
        try:
            return codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
    return ""
