"""The output panel: one file for each kind of picture, and the table that lists them."""
