"""The race: variants side by side, in a window of its own that is imported when it is opened."""
