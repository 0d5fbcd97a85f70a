"""Netloom without a window: set-up, the commands, and the checks before Qt starts."""
