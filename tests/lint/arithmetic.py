"""Finds arithmetic on amounts in Python; an expression over SQL columns is SQL and passes."""

from __future__ import annotations

import ast

_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)


def money_arithmetic(source: str) -> list[int]:
    """Lines that add, subtract, multiply or divide something named *_minor."""
    tree = ast.parse(source)
    columns = _column_names(tree)
    lines: list[int] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, _OPERATORS):
            sides = [node.left, node.right]
        elif isinstance(node, ast.AugAssign):
            sides = [node.target, node.value]
        else:
            continue
        lines += [node.lineno for side in sides if _is_money(side, columns)]
    return lines


def _column_names(tree: ast.AST) -> set[str]:
    """Variables that hold a table's columns: `day = view(connection, "statement_by_day").c`."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "c"
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_money(node: ast.AST, columns: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id.endswith("_minor")
    if isinstance(node, ast.Attribute):
        base = node.value
        is_column = (isinstance(base, ast.Name) and base.id in columns) or (
            isinstance(base, ast.Attribute) and base.attr == "c"
        )
        return node.attr.endswith("_minor") and not is_column
    if isinstance(node, ast.Subscript):
        key = node.slice
        return isinstance(key, ast.Constant) and str(key.value).endswith("_minor")
    return False
