"""Whether releases are what their extract, code and parameters make: each is made once more."""
