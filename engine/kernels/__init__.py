"""The compiled loops of training and the vector type they are written in."""
