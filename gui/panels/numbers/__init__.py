"""Sizes and compute in figures, and notable systems beside them."""
