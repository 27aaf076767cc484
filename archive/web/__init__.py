"""The reading room: the archive as web pages, feeds and an API, for readers alone."""
