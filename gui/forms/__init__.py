"""Fields to type into and choose from, and forms made of them."""
