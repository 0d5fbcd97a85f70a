"""Functions of the course, a table for each kind: activations, losses, optimizers …"""
