"""Chooses, of all that says when an article was published, what counts."""

from crawler.extract.dating.decision import INTERNET_OPENED, decide

__all__ = ("INTERNET_OPENED", "decide")
