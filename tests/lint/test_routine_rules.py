"""The house rules of routines, one test a rule, over every file of procedures/."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from pglast import ast, enums, parse_sql
from pglast.visitors import Visitor

from app.settings import PROJECT_ROOT
from tests.lint.routine import Routine, all_routines, nodes

ROUTINES = all_routines()
LOCKS = re.compile(r"pg_(try_)?advisory_(xact_)?lock")
CODE = re.compile(r"'([I-Z][A-Z]\d{3})'")


def report(findings: Iterator[str]) -> None:
    found = list(findings)
    assert not found, "\n".join(found)


def of_plpgsql(rule: Callable[[Routine], Iterator[str]]) -> Iterator[str]:
    for routine in ROUTINES:
        if routine.language == "plpgsql":
            yield from rule(routine)


def test_there_are_routines() -> None:
    assert len(ROUTINES) > 50


@pytest.mark.parametrize("routine", ROUTINES, ids=lambda routine: routine.name)
def test_file_holds_one_documented_private_routine(routine: Routine) -> None:
    assert len(routine.created) == 1, "one routine a file"
    name = ".".join(part.sval for part in routine.created[0].funcname)
    assert name == routine.name, f"the file is named after {routine.name}"
    comments = [stmt for stmt in routine.statements if isinstance(stmt, ast.CommentStmt)]
    assert any(stmt.comment for stmt in comments), "COMMENT ON the routine is missing"
    revoked = [
        stmt
        for stmt in routine.statements
        if isinstance(stmt, ast.GrantStmt)
        and not stmt.is_grant
        and any(who.roletype == enums.RoleSpecType.ROLESPEC_PUBLIC for who in stmt.grantees)
    ]
    assert revoked, "REVOKE ALL ON … FROM PUBLIC is missing"
    granted = [
        who.rolename
        for stmt in routine.statements
        if isinstance(stmt, ast.GrantStmt) and stmt.is_grant
        for who in stmt.grantees
    ]
    assert None not in granted, "nothing is granted to PUBLIC"
    assert f"${routine.path.stem}$" in routine.text, f"the body stands in ${routine.path.stem}$"
    assert len(routine.body.splitlines()) <= 150, "over 150 lines: two routines in one"


def test_definer_routines_pin_the_search_path() -> None:
    def findings() -> Iterator[str]:
        for routine in ROUTINES:
            definer = any(value.boolval for value in routine.option("security"))
            pinned = any(
                setting.name == "search_path"
                and [value.val.sval for value in setting.args] == ["pg_catalog", "pg_temp"]
                for setting in routine.option("set")
            )
            if definer and not pinned:
                yield f"{routine.name}: SET search_path = pg_catalog, pg_temp"

    report(findings())


def test_routines_never_end_the_transaction() -> None:
    def rule(routine: Routine) -> Iterator[str]:
        body = routine.plpgsql()
        for kind in ("PLpgSQL_stmt_commit", "PLpgSQL_stmt_rollback"):
            if any(True for _ in nodes(body, kind)):
                yield f"{routine.name}: the caller owns the transaction"

    report(of_plpgsql(rule))


def test_every_raise_has_a_code_of_its_schema() -> None:
    def rule(routine: Routine) -> Iterator[str]:
        for raised in nodes(routine.plpgsql(), "PLpgSQL_stmt_raise"):
            if raised.get("elog_level", 21) < 21:  # not an exception
                continue
            if not raised.get("options") and not raised.get("message"):
                continue  # RAISE alone passes the error on
            options = [o["PLpgSQL_raise_option"] for o in raised.get("options", [])]
            codes = [o for o in options if o.get("opt_type", 0) == 0]
            messages = [o for o in options if o.get("opt_type", 0) == 1]
            if not codes:
                yield f"{routine.name}:{raised.get('lineno')}: RAISE without ERRCODE"
            if not messages:
                yield f"{routine.name}:{raised.get('lineno')}: RAISE without MESSAGE"

    report(of_plpgsql(rule))


def registered_codes() -> set[str]:
    text = (PROJECT_ROOT / "sql/core/error_codes.sql").read_text()
    return set(CODE.findall(text))


def test_codes_that_are_raised_are_the_registered_ones() -> None:
    raised = {
        code for routine in ROUTINES for code in CODE.findall(re.sub(r"--[^\n]*", "", routine.text))
    }
    others = [*PROJECT_ROOT.glob("sql/*/triggers.sql"), *PROJECT_ROOT.glob("app/**/*.py")]
    elsewhere = {
        code
        for path in others
        for code in re.findall(r"['\"]([I-Z][A-Z]\d{3})['\"]", path.read_text())
    }
    known = registered_codes()
    assert not raised - known, f"raised, not in sql/core/error_codes.sql: {sorted(raised - known)}"
    unused = known - raised - elsewhere
    assert not unused, f"registered, raised nowhere: {sorted(unused)}"


def test_dynamic_sql_is_quoted() -> None:
    def rule(routine: Routine) -> Iterator[str]:
        body = routine.plpgsql()
        lines = routine.body.splitlines()
        for kind in ("PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors"):
            for statement in nodes(body, kind):
                query = statement["query"]["PLpgSQL_expr"]["query"]
                line = statement.get("lineno", 1)
                if is_quoted(query) or "-- quoted:" in " ".join(lines[max(0, line - 4) : line]):
                    continue
                yield f"{routine.name}:{line}: EXECUTE {query}: quote by %I and %L, or say `-- quoted: why`"

    report(of_plpgsql(rule))


def is_quoted(query: str) -> bool:
    """A literal, or literals and format() with %I and %L put together."""
    expression = parse_sql(f"SELECT {query}")[0].stmt.targetList[0].val
    return _is_safe(expression)


def _is_safe(node: object) -> bool:
    if isinstance(node, ast.A_Const):
        return True
    if isinstance(node, ast.A_Expr) and node.name[-1].sval == "||":
        return _is_safe(node.lexpr) and _is_safe(node.rexpr)
    if isinstance(node, ast.FuncCall):
        name = node.funcname[-1].sval
        if name == "coalesce" or name == "concat":
            return all(_is_safe(argument) for argument in node.args)
        if name in ("quote_ident", "quote_literal", "quote_nullable"):
            return True
        if name == "format" and isinstance(node.args[0], ast.A_Const):
            return not re.search(r"%[0-9$-]*s", node.args[0].val.sval)
    if isinstance(node, ast.CoalesceExpr):
        return all(_is_safe(argument) for argument in node.args)
    return False


class _Reads(Visitor):
    """Whether a statement takes an advisory lock, and which tables it reads."""

    def __init__(self) -> None:
        self.locks = False
        self.tables: set[str] = set()

    def visit_FuncCall(self, _: object, node: ast.FuncCall) -> None:  # noqa: N802
        if LOCKS.fullmatch(node.funcname[-1].sval) or node.funcname[-1].sval.endswith("_lock"):
            self.locks = True

    def visit_RangeVar(self, _: object, node: ast.RangeVar) -> None:  # noqa: N802
        if node.schemaname:
            self.tables.add(f"{node.schemaname}.{node.relname}")


def test_lock_and_read_are_two_statements() -> None:
    """A statement's snapshot is older than the lock that it waits for: it would read the past."""

    def rule(routine: Routine) -> Iterator[str]:
        body = routine.plpgsql()
        performed = {
            p["expr"]["PLpgSQL_expr"]["query"] for p in nodes(body, "PLpgSQL_stmt_perform")
        }
        for expression in nodes(body, "PLpgSQL_expr"):
            query = expression["query"]
            if not LOCKS.search(query) or expression.get("parseMode") != 0 or query in performed:
                continue  # PERFORM throws away what it read: nothing of it is used
            reads = _Reads()
            reads(parse_sql(query))
            if reads.locks and reads.tables:
                yield f"{routine.name}: locks and reads {sorted(reads.tables)} in one statement"

    report(of_plpgsql(rule))


def test_advisory_locks_are_released_by_the_transaction() -> None:
    report(
        f"{routine.name}: use pg_advisory_xact_lock"
        for routine in ROUTINES
        if re.search(r"pg_(try_)?advisory_lock", routine.body)
    )


def test_parameters_and_variables_are_told_from_columns() -> None:
    def findings() -> Iterator[str]:
        for routine in ROUTINES:
            for parameter in routine.created[0].parameters or ():
                is_in = parameter.mode in (
                    enums.FunctionParameterMode.FUNC_PARAM_IN,
                    enums.FunctionParameterMode.FUNC_PARAM_DEFAULT,
                    enums.FunctionParameterMode.FUNC_PARAM_INOUT,
                )
                if is_in and parameter.name and not parameter.name.startswith("p_"):
                    yield f"{routine.name}: parameter {parameter.name} is no p_…"

    report(findings())
