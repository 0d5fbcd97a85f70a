"""The canvas, where a network is built and watched."""

from __future__ import annotations

from gui.canvas.view import CanvasView

__all__ = ["CanvasView"]
