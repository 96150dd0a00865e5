"""The house keeps its order: who imports whom, what stands nowhere, what starts nothing."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sijill
from sijill.cli import COMMANDS

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def test_layers_hold() -> None:
    """import-linter's contracts, as CI runs them."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_every_module_opens_with_its_idea(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), "a module opens with its one idea"


def test_no_room_without_a_name() -> None:
    assert not [p for p in SOURCES if p.stem.strip("_") in {"utils", "util", "core", "common", "helpers", "misc"}]


def test_own_modules_are_not_imported_inside_functions_but_in_the_command_line() -> None:
    inside = []
    for path in SOURCES:
        if "cli" in path.parts:
            continue
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inside += [
                    f"{path.name}:{node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sijill")
                ]
    assert not inside


def test_nothing_else_opens_a_connection() -> None:
    """What import-linter cannot hold: urllib.request, beside urllib.parse that many need."""
    assert not [p for p in SOURCES if "urllib.request" in p.read_text("utf-8")]


@pytest.mark.parametrize("argv", [["--help"], *([name, "--help"] for name in COMMANDS.names())], ids=" ".join)
def test_help_starts_no_library(argv: list[str]) -> None:
    """Help must not load what only work needs: a slow start makes people avoid a tool."""
    heavy = ["sqlalchemy", "trafilatura", "lxml", "httpx", "rich", "numpy", "py3langid", "jsonschema", "psycopg"]
    program = (
        "import sys, runpy\n"
        f"sys.argv = ['sijill', *{argv!r}]\n"
        "from sijill.cli import main\n"
        "try: main()\n"
        "except SystemExit as e: assert not e.code, e.code\n"
        f"print('LOADED', [m for m in {heavy!r} if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout


def test_importing_the_package_costs_nothing() -> None:
    program = "import sys, sijill; print([m for m in sys.modules if m.startswith('sijill.')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_are_there() -> None:
    for name in sijill.__all__:
        assert getattr(sijill, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = sijill.no_such_name


def test_changelog_knows_this_version() -> None:
    heads = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert sijill.__version__ in heads


def test_version_of_constraints_have_no_addresses() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text("utf-8")
