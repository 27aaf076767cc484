"""Reads the parameter object that a list page's own script sends for its next pages.

Names and values differ from portal to portal, so nothing is assumed of them but that the object
holds `article_category_id`: what the page would send is what the crawler sends.
"""

import ast
import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

_ANCHOR = re.compile(r"""["']?\barticle_category_id["']?\s*[:,}]""")
_ASSIGNED = re.compile(r"(?<![\w.$])([A-Za-z_$][\w$]*)\s*=(?![=>])")
_PROPERTY = re.compile(
    r"""([A-Za-z_$][\w$]*)(?:\.(?:append\(\s*["'])?|\[\s*["'])(\w+)(?:["']\s*\]\s*=|["']\s*,|\s*=)(?!=)"""
)
_STRING = re.compile(r"""^(["'`])((?:\\.|(?!\1).)*)\1$""", re.DOTALL)
_JOINED = re.compile(r"""\+(?=(?:[^"']|"[^"]*"|'[^']*')*$)""")
_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")
_NAME = re.compile(r"^[A-Za-z_$][\w$]*$")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
_WRAPPED = re.compile(
    r"^(?:parseInt|parseFloat|Number|String|encodeURIComponent|eval)\s*\((.*)\)$", re.DOTALL
)
_INPUT = re.compile(r"""(?:\$\(\s*["']#|getElementById\(\s*["'])([\w$-]+)["']""")
_PAGE_NAMES = (
    "page",
    "pageindex",
    "page_index",
    "currentpage",
    "current_page",
    "pagenumber",
    "p",
    "trang",
)
_WORDS = {"null": "", "undefined": "", "true": "true", "false": "false"}
_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'\w])//[^\n]*", re.DOTALL)
_TOKENS = re.compile(  # quoted texts whole
    r"""\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`[^`]*`|.""", re.DOTALL
)
_MOST_FIELDS = 100
_MOST_ANCHORS = 10
_LONGEST = 5_000  # characters of an object literal
_DEEPEST = 5  # names that stand for names


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter: a fixed text, or a formula over `page`."""

    name: str
    text: str = ""
    formula: str | None = None

    def value(self, page: int) -> str:
        """What is sent for page number `page`."""
        return self.text if self.formula is None else str(_calculate(self.formula, page))


def read_parameters(script: str, inputs: Mapping[str, str]) -> tuple[Field, ...]:
    """The parameters in `script`, in order; empty when it has no such object.

    `inputs` are the values of the page's form fields by id, which scripts read. The field that
    carries the page number is always a formula.
    """
    pairs = tuple(_object_pairs(script)) or tuple(_assigned_pairs(script))
    if not pairs:
        return ()
    assigned = {found[1]: found.end() for found in _ASSIGNED.finditer(script)}
    page_name, page_variable = _page_field(pairs)
    reader = _Reader(script, assigned, inputs, page_variable)
    return tuple(reader.field(name, value, is_page=name == page_name) for name, value in pairs)


def _object_pairs(script: str) -> Iterator[tuple[str, str]]:
    """Names and expressions of the object literal around `article_category_id`."""
    for anchor in islice(_ANCHOR.finditer(script), _MOST_ANCHORS):
        start = _opening(script, anchor.start())
        if start is None:
            continue
        for part in _parts(script, start + 1):
            name, colon, value = part.partition(":")
            name = name.strip().strip("\"'")
            if colon and name:
                yield name, value.strip()
            elif _NAME.match(name):  # {page} is short for {page: page}
                yield name, name
        return


def _opening(script: str, position: int) -> int | None:
    """Where the brace opens that encloses `position`."""
    depth = 0
    for index in range(position - 1, max(-1, position - _LONGEST), -1):
        if script[index] == "}":
            depth += 1
        elif script[index] == "{":
            if depth == 0:
                return index
            depth -= 1
    return None


def _parts(script: str, start: int, *, ends: str = "") -> Iterator[str]:
    """Comma-separated parts from `start` to the closing bracket or one of `ends`, no comments."""
    depth, part = 0, ""
    text = _COMMENT.sub("", script[start : start + _LONGEST])
    for token in _TOKENS.findall(text):
        if depth == 0 and token in (*")]}", *ends):
            break
        depth += (token in "([{") - (token in ")]}")
        if token == "," and depth == 0:
            yield part
            part = ""
        else:
            part += token
    yield part


def _assigned_pairs(script: str) -> Iterator[tuple[str, str]]:
    """Names and expressions of an object filled one by one.

    As in `data.page = …;`, `data["page"] = …;` or `data.append("page", …);`.
    """
    found = tuple(_PROPERTY.finditer(script))
    owner = next((one[1] for one in found if one[2] == "article_category_id"), None)
    for one in islice((one for one in found if one[1] == owner), _MOST_FIELDS):
        yield one[2], next(_parts(script, one.end(), ends=";\n")).strip()


def _page_field(pairs: tuple[tuple[str, str], ...]) -> tuple[str | None, str | None]:
    """Which field carries the page number, and the script's variable for it."""
    by_name = {name.lower(): (name, value) for name, value in pairs}
    for wanted in _PAGE_NAMES:
        if wanted in by_name:
            name, value = by_name[wanted]
            variables = set(_IDENTIFIER.findall(value))
            return name, variables.pop() if len(variables) == 1 else None
    return None, None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns a script's expressions into what would be sent."""

    script: str
    assigned: Mapping[str, int]  # where each name's value begins
    inputs: Mapping[str, str]
    page_variable: str | None

    def field(self, name: str, expression: str, *, is_page: bool) -> Field:
        formula = self._formula(expression)
        if formula is not None and "page" in formula:
            return Field(name, formula=formula)
        if is_page:
            return Field(name, formula="page")
        return Field(name, self._text(expression))

    def _formula(self, expression: str, depth: int = 0) -> str | None:
        """`expression` with every name but the page's replaced by its number, if that works."""

        def number(found: re.Match[str]) -> str:
            if found[0] == self.page_variable:
                return "page"
            return self._text(found[0], depth + 1)

        if _STRING.match(expression) or depth > _DEEPEST:
            return None
        formula = _IDENTIFIER.sub(number, self._unwrapped(expression))
        return formula if _is_arithmetic(formula) else None

    def _text(self, expression: str, depth: int = 0) -> str:
        plain = self._unwrapped(expression)
        if quoted := _STRING.match(plain):
            return re.sub(r"\\(.)", r"\1", quoted[2])
        if _NUMBER.match(plain):
            return plain
        if plain in _WORDS:
            return _WORDS[plain]
        if _NAME.match(plain):
            if plain not in self.assigned or depth >= _DEEPEST:
                return plain if plain in ("True", "False") else ""
            value = next(_parts(self.script, self.assigned[plain], ends=";\n"))
            return self._text(value, depth + 1)
        if read := _INPUT.search(plain):
            return self.inputs.get(read[1], "")
        if '"' in plain or "'" in plain:
            return self._joined(plain, depth)
        formula = self._formula(plain, depth + 1)
        return str(_calculate(formula, 1)) if formula else ""

    def _joined(self, expression: str, depth: int) -> str:
        """Texts joined with +, as in "-" + page_size."""
        parts = [part for part in _JOINED.split(expression) if part.strip()]
        if len(parts) < 2 or depth >= _DEEPEST:
            return ""
        return "".join(self._text(part, depth + 1) for part in parts)

    def _unwrapped(self, expression: str) -> str:
        plain = expression.strip().removesuffix(".toString()")
        while wrapped := _WRAPPED.match(plain):
            plain = wrapped[1].split(",")[0].strip()
        return plain


def _is_arithmetic(formula: str) -> bool:
    try:
        _calculate(formula, 1)
    except (ValueError, SyntaxError):
        return False
    return True


def _calculate(formula: str, page: int) -> int:
    """The value of a sum, difference or product over numbers and `page`; raises ValueError."""
    if len(formula) > 100:
        raise ValueError("formula too long")
    return _value(ast.parse(formula.strip(), mode="eval").body, page)


def _value(node: ast.expr, page: int) -> int:
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.Name(id="page"):
            return page
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, page)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return int(_OPERATORS[type(op)](_value(left, page), _value(right, page)))
    raise ValueError("not arithmetic")
