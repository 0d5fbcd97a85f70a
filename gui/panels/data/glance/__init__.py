"""The data as a whole: balance of the classes, ranges, and every column against every other."""
