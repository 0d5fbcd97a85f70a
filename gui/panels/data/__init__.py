"""Choosing, shaping and importing data, and the parts to build with."""
