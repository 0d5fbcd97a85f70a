"""How things look and read: colours, fonts, icons, words as a textbook sets them."""
