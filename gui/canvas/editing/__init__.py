"""From the mouse and the keys to edits of units and connections."""
