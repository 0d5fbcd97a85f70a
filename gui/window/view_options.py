"""What the View menu sets about looks and motion, as the preferences remember it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication

from gui.canvas import CanvasView
from gui.look import theme
from gui.window.preferences import Preferences

_SCHEMES: tuple[theme.Scheme, ...] = ("system", "light", "dark")


class ViewOptions:
    """Sets colours, weights, patterns, size, motion, snapping and marks.

    Each choice is written down.
    """

    def __init__(self, canvas: CanvasView, preferences: Preferences) -> None:
        self._canvas, self._preferences = canvas, preferences

    @property
    def handlers(self) -> dict[str, Callable[..., object]]:
        """What the menu offers, by the keys of its entries."""
        schemes: dict[str, Callable[..., object]] = {
            scheme: partial(self._set_scheme, scheme) for scheme in _SCHEMES
        }
        return {
            "weights": self._set_weights,
            "patterns": self._set_patterns,
            "projector": self._set_projector,
            "snap": self._set_snap,
            "marks": self._set_marks,
            "reduced_motion": self._set_reduced_motion,
            **schemes,
        }

    def restore(self) -> list[str]:
        """Look as the person last chose; the keys of the entries that are to be ticked."""
        patterns = self._preferences.flag("look/patterns")
        snap = self._preferences.flag("canvas/snap", default=True)
        weights = self._preferences.flag("canvas/weights", default=True)
        marks = self._preferences.flag("canvas/marks", default=True)
        self._canvas.set_patterns(patterns)
        self._canvas.network_scene.snapping = snap
        self._canvas.network_scene.weight_labels.enable(weights)
        self._canvas.network_scene.tiles.set_marking(marks)
        ticked = {
            "weights": weights,
            "patterns": patterns,
            "projector": theme.scale() > 1,
            "reduced_motion": theme.reduced_motion(),
            "snap": snap,
            "marks": marks,
        }
        return [theme.scheme(), *(key for key, chosen in ticked.items() if chosen)]

    def _set_scheme(self, scheme: theme.Scheme, _ticked: bool = True) -> None:
        self._preferences.scheme = scheme
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, scheme)

    def _set_weights(self, written: bool) -> None:
        self._preferences.set_flag("canvas/weights", written)
        self._canvas.network_scene.weight_labels.enable(written)

    def _set_patterns(self, patterns: bool) -> None:
        self._preferences.set_flag("look/patterns", patterns)
        self._canvas.set_patterns(patterns)

    def _set_projector(self, enlarged: bool) -> None:
        self._preferences.set_flag("look/projector", enlarged)
        theme.set_projector(enlarged)

    def _set_reduced_motion(self, reduced: bool) -> None:
        self._preferences.set_flag("look/reduced_motion", reduced)
        theme.set_reduced_motion(reduced)

    def _set_snap(self, snap: bool) -> None:
        self._preferences.set_flag("canvas/snap", snap)
        self._canvas.network_scene.snapping = snap

    def _set_marks(self, marks: bool) -> None:
        self._preferences.set_flag("canvas/marks", marks)
        self._canvas.network_scene.tiles.set_marking(marks)
