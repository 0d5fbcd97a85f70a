"""Weights, activations, masks and gradients: matrices, norms, histograms."""
