from . import models, wizard

__all__ = ["models", "wizard"]
