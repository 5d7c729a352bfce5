"""Where work runs: one scan in this process or over several, from the first input to the last file."""

from toolkit.engine.links import LinkRun, link
from toolkit.engine.options import ScanOptions
from toolkit.engine.result import Scan
from toolkit.engine.scan import scan

__all__ = ["LinkRun", "Scan", "ScanOptions", "link", "scan"]
