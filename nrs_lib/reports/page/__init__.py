"""What every page is made of: its frame, its style, its templates and its file."""
