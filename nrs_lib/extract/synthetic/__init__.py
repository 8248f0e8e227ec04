"""A registry without patients, in the layout of the real one, for tests and teaching."""

from nrs_lib.extract.synthetic.registry import SyntheticRegistry, generate

__all__ = ["SyntheticRegistry", "generate"]
