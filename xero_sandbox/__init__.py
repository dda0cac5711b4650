"""A stateful Xero that runs on this machine, for people who integrate with Xero."""

from .sandbox import Sandbox

__all__ = ["Sandbox"]
