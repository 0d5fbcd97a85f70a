"""Pictures to take away: a widget, or the whole window, as a file."""
