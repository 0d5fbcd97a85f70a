"""Measurements of Netloom beside the programs that a user would pick instead."""
