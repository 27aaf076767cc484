"""The reader for article and list pages of layouts that nobody has described."""
