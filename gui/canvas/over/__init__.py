"""What lies over the network: controls, headings, legend, overview, numbers on lines."""
