"""Scrapy spiders: discovery, lists, articles. No selectors, no SQL."""
