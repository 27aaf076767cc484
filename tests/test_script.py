"""The parameter object of a list page's script, in the ways scripts are written."""

import pytest

from crawler.extract.script import read_parameters

OBJECT = {"article_category_id": "54442", "page": "2", "page_size": "15", "no": "-15"}


@pytest.mark.parametrize(
    "script",
    [
        "$.post(u, {article_category_id: 54442, page: page, page_size: 15, no: '-15'})",
        'data: {"article_category_id": "54442", "page": p, "page_size": 15, "no": -15}',
        "var s = 15; f({article_category_id: 54442, page: page, page_size: s, no: -s})",
        "var s = 15; f({article_category_id: 54442, page: page, page_size: s, no: '-' + s})",
        "let article_category_id = 54442, page_size = 15, no = -15;"
        "load({article_category_id, page, page_size, no})",
        "var d = {}; d.article_category_id = 54442; d.page = n; d.page_size = 15; d.no = -15;",
        "var d = {}; d['article_category_id'] = 54442; d['page'] = n;"
        "d['page_size'] = 15; d['no'] = '-15';",
        "var f = new FormData(); f.append('article_category_id', 54442); f.append('page', page);"
        "f.append('page_size', 15); f.append('no', -15);",
        "f({article_category_id: 54442, /* , x: 1 */ page: parseInt(page), page_size: 10 + 5,"
        " no: (0 - 15) // y\n})",
    ],
)
def test_what_a_script_would_send_for_page_two(script: str) -> None:
    assert {field.name: field.value(2) for field in read_parameters(script, {})} == OBJECT


@pytest.mark.parametrize(
    ("expression", "sent"),
    [("page", "3"), ("page - 1", "2"), ("page+1", "4"), ("(page-1)*10", "20"), ("$(this).x", "3")],
)
def test_the_page_number_may_be_reckoned(expression: str, sent: str) -> None:
    fields = read_parameters(f"x({{article_category_id: 1, page: {expression}}})", {})
    assert {field.name: field.value(3) for field in fields}["page"] == sent


def test_inputs_booleans_and_unknown_names() -> None:
    script = (
        "x({article_category_id: $('#cat').val(), a: document.getElementById('k').value,"
        " b: True, c: 'False', d: true, e: null, f: unknown, page: page})"
    )
    fields = read_parameters(script, {"cat": "7", "k": "từ khóa"})
    sent = {field.name: field.value(1) for field in fields}
    wanted = {"article_category_id": "7", "a": "từ khóa", "b": "True", "c": "False", "d": "true"}
    assert sent == wanted | {"e": "", "f": "", "page": "1"}


@pytest.mark.parametrize("script", ["", "var a = 1;", "{page: 2}", "article_category_id"])
def test_scripts_without_the_object_say_nothing(script: str) -> None:
    assert read_parameters(script, {}) == ()
