"""A body's paragraphs, lists, tables and bylines, one small body each."""

import pytest
from body_cases import Case, article, cases, reading

CASES = cases("structure", "bylines")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reading(case: Case) -> None:
    assert reading(article(case.body, case.lead)) == case.reading
