"""A run while somebody looks: the thread, its pace, and the snapshots that leave it."""
