"""The panels around the canvas; pyqtgraph is not imported before the charts are built."""

from gui.panels.charts.charts_panel import ChartsPanel
from gui.panels.data.data_panel import DataPanel
from gui.panels.data.palette_panel import PalettePanel
from gui.panels.inspector.inspector_panel import InspectorPanel
from gui.panels.landscape.landscape_panel import LandscapePanel
from gui.panels.lower_panel import LowerPanel
from gui.panels.output.output_panel import OutputPanel
from gui.panels.table.table_panel import TablePanel
from gui.panels.time_strip import TimeStrip
from gui.panels.training_panel import TrainingPanel

__all__ = [
    "ChartsPanel",
    "DataPanel",
    "InspectorPanel",
    "LandscapePanel",
    "LowerPanel",
    "OutputPanel",
    "PalettePanel",
    "TablePanel",
    "TimeStrip",
    "TrainingPanel",
]
