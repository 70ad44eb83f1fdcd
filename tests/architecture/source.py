"""The project's own files as data: what is tracked, and the Python source as syntax trees."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("station", "drivers", "simulator")
_NEVER_OURS = {".venv", ".git", "dist", "build", "node_modules"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project, relative to the root: what git keeps or would keep.

    Without git (a source archive) it is every file that no tool made.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return tuple(_walked())
    names = {Path(name) for name in listed.decode().split("\0") if name}
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def _walked() -> list[Path]:
    names = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return sorted(name for name in names if not any(_made(part) for part in name.parts))


def _made(part: str) -> bool:
    return part in _NEVER_OURS or part.endswith(("_cache", "__pycache__", ".pyc", ".egg-info"))


def python_files(*tops: str) -> list[Path]:
    """The Python files below these folders, relative to the root."""
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] in tops]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def docstrings(module: ast.Module) -> set[ast.AST]:
    """The nodes that are docstrings of a module, class or function, or of an attribute in one."""
    return {
        statement.value
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }


@cache
def strings(path: Path) -> tuple[tuple[str, ast.Constant], ...]:
    """Every string constant of one file that is not a docstring, with its owner.

    The owner is the top-level function, class or assigned name that the constant lies in, else ``""``.
    """
    module = tree(path)
    documentation = docstrings(module)
    return tuple(
        (_owner(statement), node)
        for statement in module.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation
    )


def texts(path: Path) -> set[str]:
    """The values of these strings."""
    return {str(node.value) for _, node in strings(path)}


def written(path: Path, node: ast.AST) -> str:
    """A node as it stands in the file, escapes and all."""
    return ast.get_source_segment((ROOT / path).read_text(encoding="utf-8"), node) or ""


def _owner(statement: ast.stmt) -> str:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return ""
