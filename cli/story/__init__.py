"""The demo: a script of realistic entries, played over real HTTP through the Python SDK."""

import sys

from cli.setting_up import ROOT

# The SDK is checked in, not installed: what a mobile team generates is what is played.
sys.path.append(str(ROOT / "sdk" / "python"))
