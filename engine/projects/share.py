"""A tiny project as a line of text: `netloom:1:`, then its JSON, deflated, in signs of links."""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import replace

import msgspec

from engine import given
from engine.data.sources import GeneratedSource
from engine.errors import DataError, ProjectError
from engine.projects import schema
from engine.projects.project_file import Project, parts_of, project_of

_START, _VERSION = "netloom:", "1"
_MOST_SIGNS = 16_000
_MOST_JSON = 2**20
_FILE = "Save it as a file instead."


def is_text(text: str) -> bool:
    """Whether a text says of itself that it is a project."""
    return text.lstrip().startswith(_START)


def write(project: Project) -> str:
    """The project as a text, with its weights as trained so far. Raises ProjectError.

    The data are drawn again from their recipe, so they have to be generated ones.
    """
    if not isinstance(project.data.source, GeneratedSource):
        raise ProjectError("Only projects on generated data become a text.", _FILE)
    bare = replace(project, initial_network=project.network, state=None, view=None)
    packed = zlib.compress(parts_of(bare)[0], 9)
    text = f"{_START}{_VERSION}:" + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if len(text) > _MOST_SIGNS:
        raise ProjectError(
            "The network is too large for a text: {signs} signs, and {most} are the most.",
            _FILE,
            signs=len(text),
            most=_MOST_SIGNS,
        )
    return text


def read(text: str) -> Project:
    """The project of such a text; where it was broken into lines does not matter.

    Raises ProjectError for any other.
    """
    signs = "".join(given.instance(text, str, "A shared project", "Pass a text.").split())
    version, _, packed = signs.removeprefix(_START).partition(":")
    if not is_text(signs) or not packed:
        raise ProjectError("This text is no Netloom project.", "Copy all of it.")
    if version != _VERSION:
        raise ProjectError("This text was made by another version of Netloom.", "Update Netloom.")
    entry = schema.decode(_unpacked(packed), "The text")
    if not isinstance(entry.data.origin, schema.GeneratedOrigin) or entry.run is not None:
        raise ProjectError("This text holds what only a project file can hold.")
    fractions = entry.data.fractions
    whole = msgspec.structs.replace(entry.data, fractions=None)
    project = project_of(msgspec.structs.replace(entry, data=whole), {})
    if fractions is None:
        return project
    try:
        return replace(project, data=project.data.split(*fractions, seed=entry.data.split_seed))
    except DataError as error:
        raise ProjectError("The project's data cannot be used: {detail}", detail=error) from None


def _unpacked(packed: str) -> bytes:
    if len(packed) > _MOST_SIGNS:
        raise ProjectError("This text is too long for a Netloom project.")
    inflater = zlib.decompressobj()
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        document = inflater.decompress(content, _MOST_JSON)
    except (binascii.Error, zlib.error, ValueError):
        raise _changed() from None
    if not inflater.eof or inflater.unused_data:
        raise _changed()
    return document


def _changed() -> ProjectError:
    return ProjectError("This text was cut short or changed.", "Copy all of it once more.")
