"""The run as the window sees it: the line to its thread, its record, the time machine."""
