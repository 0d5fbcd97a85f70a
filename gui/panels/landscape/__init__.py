"""The landscape of the loss, as map and surface."""
