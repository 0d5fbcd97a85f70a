"""A network as flat numbers, and what computes with them: plan, parameters, devices."""
