"""All that menus and keys offer, as one table."""
