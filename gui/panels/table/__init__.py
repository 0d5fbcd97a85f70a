"""The network as tables of units and connections."""
