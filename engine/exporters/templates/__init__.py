"""Texts that exporters fill in, each a file beside this one."""

from __future__ import annotations

import re
from pathlib import Path

# What a formula's signs are in every language with brackets.
SIGNS = {
    "+": "({} + {})",
    "-": "({} - {})",
    "*": "({} * {})",
    "/": "({} / {})",
    "negative": "(-{})",
}


def filled(name: str, **places: str) -> bytes:
    """The text of the file `name` with every __PLACE__ replaced, in one go.

    So nothing that is filled in can be taken for another place.
    """
    marked = {f"__{place}__": text for place, text in places.items()}
    text = Path(__file__).with_name(name).read_text("utf-8")
    return re.sub("|".join(marked), lambda found: marked[found[0]], text).encode()


def plain_words(text: str) -> str:
    """A name that cannot end the comment or string it stands in."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return kept.replace("\\", "/").replace('"', "'").replace("*/", "* /").strip()
