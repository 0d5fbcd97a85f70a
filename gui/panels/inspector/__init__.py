"""What is selected, in numbers that can be changed."""
