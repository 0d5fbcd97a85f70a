"""The network that a person builds: units and connections, edits of them, places."""
