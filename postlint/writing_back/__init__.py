"""Writing back: what was found or rewritten, put into a copy of the file that the draft was read from."""
