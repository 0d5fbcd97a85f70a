"""A folder of pictures with a subfolder for each class, as one input a pixel."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine import given
from engine.data.arrays import from_arrays
from engine.data.dataset import Dataset
from engine.data.sources import ImageFolderSource
from engine.errors import Cancelled, DataError
from engine.given import PathName

if TYPE_CHECKING:
    from PIL.Image import Image

Pixels = NDArray[np.uint8]

IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm")
USUAL_SIDE = 28
_MOST_SIDE = 512
_MOST_PIXELS = 64_000_000  # of one picture: what claims more is a trap or no teaching material
_MOST_BYTES = 2 * 2**30
_COLOURS = ("red", "green", "blue")


@dataclass(slots=True)
class _Found:
    """Pictures as they come together, and what happened to them."""

    pixels: list[Pixels] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    cropped: int = 0


def is_image_folder(path: Path) -> bool:
    """Whether this is a folder that has subfolders."""
    try:
        return path.is_dir() and any(_subfolders(path))
    except OSError:
        return False


def read_images(
    path: PathName,
    *,
    side: int = USUAL_SIDE,
    colour: bool = False,
    progress: Callable[[float], bool] | None = None,
) -> Dataset:
    """The pictures in the subfolders of a folder, whose names are the classes. Raises DataError.

    Each is cut to its square middle and resized to `side` × `side` pixels from 0 to 1, grey or
    with three inputs a pixel in `colour`. What cannot be read is left out and counted in `notes`.
    `progress` is called with the share done and stops the reading by returning False.
    """
    path = given.path(path, DataError)
    side = _checked_side(side)
    classes, files = _files(path)
    found = _Found()
    _refuse_too_many(len(files), side, colour=colour)
    for done, (number, file) in enumerate(files):
        if progress is not None and not progress(done / len(files)):
            raise Cancelled
        _take(file, number, side, found, colour=colour)
    data = _dataset(found, classes, side, colour=colour)
    source = ImageFolderSource(str(path), side, colour)
    notes = (*_notes(found), *data.notes)
    return replace(data, title=path.resolve().name, source=source, notes=notes)


def _checked_side(side: int) -> int:
    side = given.whole(side, "The side of a picture", DataError)
    if not 1 <= side <= _MOST_SIDE:
        raise DataError("The side of a picture is from 1 to {most} pixels.", most=_MOST_SIDE)
    return side


def _subfolders(path: Path) -> Iterator[Path]:
    return (each for each in path.iterdir() if each.is_dir() and not each.name.startswith("."))


def _files(path: Path) -> tuple[list[str], list[tuple[int, Path]]]:
    """The classes that have pictures, and all pictures with the number of their class."""
    try:
        folders = {
            folder.name: sorted(
                file for file in folder.iterdir() if file.suffix.lower() in IMAGE_ENDINGS
            )
            for folder in sorted(_subfolders(path))
        }
    except OSError as error:
        raise DataError(
            "{name} cannot be read: {reason}.",
            "Check that the folder is there and may be opened.",
            name=path.name,
            reason=error.strerror or error,
        ) from None
    classes = [name for name, files in folders.items() if files]
    if len(classes) < 2:
        raise DataError(
            "{name} has pictures in {count} subfolders.",
            "Make a subfolder for each class, with the pictures of that class in it.",
            name=path.name,
            count=len(classes),
        )
    return classes, [(n, file) for n, name in enumerate(classes) for file in folders[name]]


def _refuse_too_many(count: int, side: int, *, colour: bool) -> None:
    size = count * side * side * (3 if colour else 1) * 8
    if size > _MOST_BYTES:
        raise DataError(
            "{count:,} pictures of {side} × {side} pixels need {size:,.0f} MB.",
            "Choose a smaller side, or take fewer pictures; they may need {most:,.0f} MB.",
            count=count,
            side=side,
            size=size / 2**20,
            most=_MOST_BYTES / 2**20,
        )


def _take(file: Path, number: int, side: int, found: _Found, *, colour: bool) -> None:
    from PIL import Image

    try:
        # Pillow warns of large pictures where we leave them out.
        with warnings.catch_warnings(action="ignore"), Image.open(file) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError("too large")
            cropped = image.width != image.height
            pixels = _pixels(image, side, colour=colour)
    # A damaged picture raises whatever its format's reader stumbles upon.
    except Exception:  # noqa: BLE001
        found.unread.append(f"{file.parent.name}/{file.name}")
        return
    found.cropped += cropped
    found.pixels.append(pixels)
    found.classes.append(number)


def _pixels(image: Image, side: int, *, colour: bool) -> Pixels:
    """The square middle of a picture (side * side * 1 or 3,), on white where it is transparent."""
    from PIL import Image as Images
    from PIL import ImageOps

    image.draft("RGB" if colour else "L", (side, side))  # JPEG alone: smaller while it is decoded
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I") or upright.mode == "F":
        upright = _eight_bits(upright)
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        upright = Images.alpha_composite(Images.new("RGBA", upright.size, "white"), upright)
    plain = upright.convert("RGB" if colour else "L")
    small = ImageOps.fit(plain, (side, side), Images.Resampling.BILINEAR)
    return np.asarray(small, np.uint8).reshape(-1)


def _eight_bits(image: Image) -> Image:
    """A picture of 16 or 32 bits, 0 to 65535, or of real numbers, its own range, in 256 steps."""
    from PIL import Image as Images

    values = np.asarray(image, np.float64)
    most = 65535.0 if image.mode.startswith("I") else max(float(values.max()), 1e-12)
    return Images.fromarray(np.clip(values / most * 255.0, 0, 255).astype(np.uint8))


def _dataset(found: _Found, classes: list[str], side: int, *, colour: bool) -> Dataset:
    left = Counter(found.classes)
    names = [name for number, name in enumerate(classes) if left[number]]
    if len(names) < 2:
        raise DataError(
            "The pictures of fewer than two classes can be read.",
            "Pictures may be PNG, JPEG, GIF, BMP, WebP or TIFF.",
        )
    renumbered = np.cumsum([left[number] > 0 for number in range(len(classes))]) - 1
    points = np.stack(found.pixels).astype(np.float64)
    points /= 255.0
    return from_arrays(
        points,
        renumbered[found.classes],
        "binary" if len(names) == 2 else "multiclass",
        input_names=_pixel_names(side, colour=colour),
        classes=names,
    )


def _pixel_names(side: int, *, colour: bool) -> list[str]:
    places = [f"p{row},{column}" for row in range(side) for column in range(side)]
    return [f"{place} {name}" for place in places for name in _COLOURS] if colour else places


def _notes(found: _Found) -> Iterator[str]:
    if found.cropped:
        pictures = "1 picture was" if found.cropped == 1 else f"{found.cropped} pictures were"
        yield f"{pictures} not square and cut to the middle."
    if found.unread:
        count = len(found.unread)
        pictures = "1 picture" if count == 1 else f"{count} pictures"
        yield f"{pictures} could not be read and left out, the first: {found.unread[0]}."
