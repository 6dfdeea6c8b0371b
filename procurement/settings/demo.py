"""What `make run` loads the demonstration under: the development site, and a clock that may tell the past."""

from procurement.settings.development import *  # noqa: F403  settings build on each other

CLOCK_MAY_BE_SET = True
