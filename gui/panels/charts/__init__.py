"""Curves over the run: loss, accuracy, learning rate."""
