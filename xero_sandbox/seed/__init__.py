"""The organisations that a sandbox begins with. All names are invented."""

from . import au, demo, gb
from .fill import fill
from .people import USERS

PROFILES = {"AU": au.profile, "GB": gb.profile}
# There only where it was asked for.
DEMO = ("DEMO", demo.profile)

__all__ = ["DEMO", "PROFILES", "USERS", "fill"]
