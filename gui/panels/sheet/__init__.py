"""A small table of data, typed and edited by hand."""
