"""The terminal's door: ``python -m cli --help``."""
