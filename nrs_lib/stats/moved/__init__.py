"""Why a figure moved between two extracts or two periods."""
