"""What went wrong, told in the reader's language."""

from archive.errors import ConfigError, NotFound


class NotThere(NotFound):
    """What was asked for is not here; the message is for the reader."""


class NotUnderstood(ConfigError):
    """The address asks for what makes no sense; the message is for the reader."""
