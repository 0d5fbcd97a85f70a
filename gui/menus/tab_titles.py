"""The tabs below the canvas, from left to right: what menus call them, and the keys."""

from __future__ import annotations

# key -> title, shortcuts
TAB_TITLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "table": ("Table of units and connections", ("T", "Alt+1")),
    "loss": ("Loss and accuracy", ("Alt+2",)),
    "matrices": ("Weights, activations and masks", ("Alt+3",)),
    "gradients": ("Gradients and updates over time", ("Alt+4",)),
    "landscape": ("Landscape of the loss", ("Shift+T", "Alt+5")),
    "hidden": ("Hidden space", ("Alt+6",)),
    "numbers": ("Numbers: size, compute, notable systems", ("Alt+7",)),
}
