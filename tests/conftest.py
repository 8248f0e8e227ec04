"""What holds for every test: properties are tried on the same examples in every run."""

from hypothesis import settings

# A slow moment of the machine is no fault of the code.
settings.register_profile("nrs", deadline=None, derandomize=True)
settings.load_profile("nrs")
