"""Layers collapsed into one block each."""
