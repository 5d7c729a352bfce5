"""Measurements against peers and limits; each module runs by itself."""
