"""Finding out how a file's bytes stand for letters, as far as bytes can tell."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from itertools import chain

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
# Letters outside ASCII with what stands beside them.
_FOREIGN = re.compile(rb"[A-Za-z]?[\x80-\xff]+[A-Za-z]?")
_ENOUGH = 10_000
_SIGNS = "€°²³µ£§±×·½¼–—’\u2018“”„…«»\u00a0"


def detect_encoding(head: bytes, rest: Iterable[bytes] = ()) -> str:
    """The name of the codec for a file that begins with `head` and goes on with `rest`.

    Unicode is recognised for certain, Windows-1250, -1251, -1252 and Latin-1 by the letters that
    would come out. Raises DataError when the bytes are no text.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if name := _utf16_without_mark(head):
        return name
    _refuse_binary(head)
    foreign: list[bytes] = []
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    for piece in chain((head,), rest):  # one at a time: the file may be longer than the memory
        if is_utf8:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                is_utf8 = False
        if len(foreign) < _ENOUGH and not piece.isascii():
            foreign += _FOREIGN.findall(piece)
    return "utf-8" if is_utf8 else _code_page(foreign[:_ENOUGH])


def _utf16_without_mark(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if even == 0 and 2 * odd > half:
        return "utf-16-le"
    if odd == 0 and 2 * even > half:
        return "utf-16-be"
    return ""


def _refuse_binary(head: bytes) -> None:
    if head.startswith(b"PK\x03\x04"):
        raise DataError(
            "This is a workbook or a zip archive, not a text file.",
            "Save the table as CSV in the spreadsheet program and open that file.",
        )
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(head):
        raise DataError(
            "This file is not text.",
            "Choose a table saved as CSV or TXT.",
        )
    if b"\0" in head:
        raise DataError(
            "Line {line} holds a byte of nothing: the file is damaged there.",
            "Save the table again.",
            line=head[: head.index(b"\0")].count(b"\n") + 1,
        )


def _code_page(foreign: list[bytes]) -> str:
    """Windows-1250, -1251, -1252 or Latin-1 for letters above 127 and what stands beside them."""
    if _is_cyrillic(foreign):
        return "cp1251"
    letters = b"".join(foreign).translate(None, bytes(range(128)))

    def explained(alphabet: tuple[str, str]) -> int:
        name, known = alphabet
        text = letters.decode(name, errors="replace")
        return sum(letter in known or letter in _SIGNS for letter in text)

    best = max(_ALPHABETS, key=explained)[0]
    try:
        letters.decode(best)
    except UnicodeDecodeError:
        return "latin-1"
    return best


def _is_cyrillic(foreign: list[bytes]) -> bool:
    """Whether letters above 127 stand among themselves: elsewhere they stand among ASCII's."""
    together = sum(len(run) for run in foreign if len(run) >= 3 and min(run) >= 0xA8)
    return 2 * together > sum(map(len, foreign))
