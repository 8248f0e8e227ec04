"""A registry without patients, in the layout of the real one, for tests and teaching."""

from nrs_lib.extract.synthetic.registry import SyntheticRegistry, generate
from nrs_lib.extract.synthetic.writing import write

__all__ = ["SyntheticRegistry", "generate", "write"]
