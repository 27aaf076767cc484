"""The query language, the index's answers, their order, snippets and facets."""
