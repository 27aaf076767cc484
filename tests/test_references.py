"""Videos and sound kept as addresses, documents as attachments, one small body each."""

import pytest
from body_cases import Case, article, cases, reading

CASES = cases("media", "files")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reading(case: Case) -> None:
    assert reading(article(case.body, case.lead)) == case.reading
