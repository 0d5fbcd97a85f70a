"""The kinds of pictures that the output panel offers: one row each.

To add one: write a Page and a row that says which data it fits. The order is that of the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from engine.data.datasets import Dataset
from gui.panels.output.classes_page import ConfusionPage, RocPage
from gui.panels.output.images_page import ImagesPage
from gui.panels.output.numbers_page import AgainstPage, ResidualsPage
from gui.panels.output.page import Page
from gui.panels.output.plane_page import CurvePage, PlanePage
from gui.panels.output.relief_page import ReliefPage

# With more columns than this a plane of two of them says little.
_MOST_COLUMNS_OF_A_PLANE = 4


@dataclass(frozen=True, slots=True)
class View:
    """One row: its name in the list, the data it fits, and what makes its page.

    pace            milliseconds between two drawings, at least
    outputs         which of several can be shown: "one", "all" at once too, or only "together"
    over_plane      whether it is drawn over the plane of two input columns
    has_marks       whether examples are marks in it, as the legend then explains
    by_part         whether it shows one part of the data, which the person chooses
    invitation      how an example is chosen in it
    """

    key: str
    words: str
    hint: str
    fits: Callable[[Dataset], bool]
    make: Callable[[], Page]
    pace: int = 50
    outputs: str = "one"
    over_plane: bool = False
    has_marks: bool = False
    by_part: bool = False
    invitation: str = "click an example to see it pass through the network"


def _is_plane(data: Dataset) -> bool:
    return len(data.input_names) > 1


def _has_classes(data: Dataset) -> bool:
    return data.task != "regression"


_ROWS = (
    View(
        "images",
        "images",
        "Examples with the class each is taken for, and how surely",
        lambda data: data.picture_shape is not None,
        ImagesPage,
        pace=100,
        outputs="together",
        by_part=True,
    ),
    View(
        "smooth",
        "shades",
        "The response over two inputs, the deeper the surer",
        _is_plane,
        partial(PlanePage, shaded=True),
        outputs="all",
        over_plane=True,
        has_marks=True,
    ),
    View(
        "border",
        "border",
        "Where the answer changes from one class to the other",
        lambda data: _is_plane(data) and _has_classes(data),
        partial(PlanePage, shaded=False),
        outputs="all",
        over_plane=True,
        has_marks=True,
    ),
    View(
        "relief",
        "3-D surface",
        "The response over two inputs as a surface",
        _is_plane,
        ReliefPage,
        over_plane=True,
        has_marks=True,
    ),
    View(
        "curve",
        "curve",
        "The response over the only input, with the targets",
        lambda data: not _is_plane(data),
        CurvePage,
        outputs="all",
        has_marks=True,
    ),
    View(
        "against",
        "predicted / true",
        "Each prediction over its target",
        lambda data: not _has_classes(data),
        AgainstPage,
        pace=66,
        has_marks=True,
    ),
    View(
        "residuals",
        "residuals",
        "How far each prediction is off",
        lambda data: not _has_classes(data),
        ResidualsPage,
        pace=66,
        has_marks=True,
    ),
    View(
        "confusion",
        "confusion",
        "How often each class was taken for which",
        _has_classes,
        ConfusionPage,
        pace=150,
        outputs="together",
        by_part=True,
        invitation="click a number to see such an example pass through",
    ),
    View(
        "roc",
        "ROC",
        "What share of a class is found, at what share of false alarms",
        _has_classes,
        RocPage,
        pace=250,
        outputs="all",
        by_part=True,
        invitation="",
    ),
)

VIEWS: dict[str, View] = {row.key: row for row in _ROWS}


def fitting(data: Dataset) -> dict[str, View]:
    """The views that fit the data, in the order of the list."""
    return {key: view for key, view in VIEWS.items() if view.fits(data)}


def first_view(data: Dataset) -> str:
    """The key of the view that says most about the data before anyone has chosen."""
    if data.picture_shape is not None:
        return "images"
    columns = data.inputs.shape[1]
    if columns == 1:
        return "curve"
    if columns <= (2 if data.task == "regression" else _MOST_COLUMNS_OF_A_PLANE):
        return "smooth"
    return "against" if data.task == "regression" else "confusion"
