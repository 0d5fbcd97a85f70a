"""Connections as one picture: how they look, who draws it, how well."""
