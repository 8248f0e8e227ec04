"""Why a printed number is what it is."""
