"""The one place that holds the version; CITATION.cff is tested against it."""

__version__ = "0.1.0"
