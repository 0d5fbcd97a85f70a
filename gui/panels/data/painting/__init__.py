"""Painting data by hand: brushes for classes, a pencil for a curve, outliers."""
