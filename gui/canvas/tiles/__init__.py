"""Units as tiles: what they show, how it is drawn."""
