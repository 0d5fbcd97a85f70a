"""The gestures of the canvas, one class each."""

from __future__ import annotations

from gui.canvas.tools.base import Pointer, Tool
from gui.canvas.tools.connect import ConnectTool
from gui.canvas.tools.drop import MIME, PARTS, DropPreview, Part, dropped_part
from gui.canvas.tools.move import MoveTool
from gui.canvas.tools.pan import PanTool
from gui.canvas.tools.rubber_band import RubberBandTool

__all__ = [
    "MIME",
    "PARTS",
    "TOOLS",
    "ConnectTool",
    "DropPreview",
    "MoveTool",
    "PanTool",
    "Part",
    "Pointer",
    "RubberBandTool",
    "Tool",
    "dropped_part",
]

TOOLS: tuple[type[Tool], ...] = (DropPreview, ConnectTool, MoveTool, RubberBandTool, PanTool)
