"""Finding out how a file's bytes stand for letters, as far as bytes can tell."""

from __future__ import annotations

import codecs
from collections.abc import Iterable

from engine.errors import DataError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1a"))
_MOST_CONTROLS = 0.02
# Letters outside ASCII that a language uses: the code page whose language explains most wins.
_ALPHABETS = (
    ("cp1252", "äöüßÄÖÜ"),
    ("cp1252", "àâæçéèêëîïôœùûüÿÀÂÇÉÈÊËÎÏÔŒÙÛ"),
    ("cp1252", "áéíóúüñÁÉÍÓÚÜÑ¿¡ãõàâêôçÃÕÀÂÊÔÇºª"),
    ("cp1252", "àèéìíîòóùúÀÈÉÌÒÙ"),
    ("cp1252", "åäöæøéÅÄÖÆØÉþðÞÐáíóúýÁÍÓÚÝ"),
    ("cp1250", "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽäôľĺŕÄÔĽĹŔ"),
    ("cp1250", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"),
    ("cp1250", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"),
    ("cp1250", "čćđšžČĆĐŠŽ"),
    ("cp1250", "ăâîşţĂÂÎŞŢ"),
)
_SIGNS = "€°²³µ£§±×·½¼–—’\u2018“”„…«»\u00a0"


def detect_encoding(head: bytes, rest: Iterable[bytes] = ()) -> str:
    """The name of the codec for a file that begins with `head` and goes on with `rest`.

    Unicode is recognised for certain, Windows-1250, Windows-1252 and Latin-1 by the letters that
    would come out. Raises DataError when the bytes are no text.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if name := _utf16_without_mark(head):
        return name
    _refuse_binary(head)
    foreign = bytearray()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    for piece in (head, *rest):
        if is_utf8:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                is_utf8 = False
        if len(foreign) < 10_000:
            foreign += piece.translate(None, bytes(range(128)))
    return "utf-8" if is_utf8 else _code_page(bytes(foreign[:10_000]))


def _utf16_without_mark(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if even == 0 and odd > 0.7 * half:
        return "utf-16-le"
    if odd == 0 and even > 0.7 * half:
        return "utf-16-be"
    return ""


def _refuse_binary(head: bytes) -> None:
    if head.startswith(b"PK\x03\x04"):
        raise DataError(
            "This is a workbook or a zip archive, not a text file.",
            "Save the table as CSV in the spreadsheet program and open that file.",
        )
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if b"\0" in head or controls > _MOST_CONTROLS * len(head):
        raise DataError(
            "This file is not text.",
            "Choose a table saved as CSV or TXT.",
        )


def _code_page(foreign: bytes) -> str:
    """Windows-1250, Windows-1252 or Latin-1 for the bytes above 127 of a text."""

    def explained(alphabet: tuple[str, str]) -> int:
        name, letters = alphabet
        text = foreign.decode(name, errors="replace")
        return sum(letter in letters or letter in _SIGNS for letter in text)

    best = max(_ALPHABETS, key=explained)[0]
    try:
        foreign.decode(best)
    except UnicodeDecodeError:
        return "latin-1"
    return best
