"""What the tiles of units can show: the names for menus, and the keys."""

from __future__ import annotations

# key -> title, shortcut
TILE_TITLES: dict[str, tuple[str, str]] = {
    "response": ("What each unit responds to", "1"),
    "example": ("Activation for one example", "2"),
    "histogram": ("Histogram of activation", "3"),
    "image": ("Weights as an image", "4"),
    "flow": ("Gradient flow", "5"),
}
