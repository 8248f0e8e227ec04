"""NRS Workbench: reports, views and studies from extracts of a pain rehabilitation registry."""

__version__ = "0.1.0"
