"""Finds text that reaches a Textual widget as markup: square brackets vanish or end the program there.

A value that is not written in the source (a reader's text, a name, a translated sentence with a parameter)
must be given as ``Content`` or ``Text``, or with ``markup=False``. A widget that starts empty is filled
later, so the same holds for it. Widgets are known by name, those that the screens derive from them
included.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

# The first argument is text, and a keyword can switch markup off.
_SWITCHED = {"Static", "Label"}
# The first argument is text, and only its type can say that it is plain.
_TYPED = {"Button", "Checkbox", "RadioButton", "Option", "Selection", "TabPane", "Tab", "Link"}
# Methods of DataTable, whose cells have no switch.
_CELLS = {"add_row", "add_rows", "add_column", "add_columns", "update_cell", "update_cell_at"}
_ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "label"}
_PLAIN_MAKERS = {"Content", "Text"}


@dataclass
class Screens:
    """What the source of the screens says about its own widgets and helpers."""

    switched: set[str] = field(default_factory=lambda: set(_SWITCHED))
    typed: set[str] = field(default_factory=lambda: set(_TYPED))
    plain: set[str] = field(default_factory=lambda: set(_PLAIN_MAKERS))

    @classmethod
    def read(cls, modules: list[ast.Module]) -> "Screens":
        """Learn which classes take a widget's arguments, and which functions make plain text."""
        screens = cls()
        for module in modules * 2:
            for node in ast.walk(module):
                if isinstance(node, ast.ClassDef):
                    screens._learn_class(node)
                elif isinstance(node, ast.FunctionDef) and _name(node.returns) in _PLAIN_MAKERS:
                    screens.plain.add(node.name)
        return screens

    def _learn_class(self, node: ast.ClassDef) -> None:
        if any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in node.body):
            return
        bases = {_name(base) for base in node.bases}
        for family in (self.switched, self.typed):
            if bases & family:
                family.add(node.name)


def _name(node: ast.AST | None) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Constant(value=str(name)):
            return name
        case ast.Subscript(value=value):
            return _name(value)
    return ""


def offences(module: ast.Module, screens: Screens) -> Iterator[tuple[int, str]]:
    """(line, what) of every place of one module where variable text would be read as markup."""
    plain = _Plain(module, screens)
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield from _call(node, screens, plain)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in _ATTRIBUTES and not plain(node.value):
                    yield node.lineno, f".{target.attr} = {ast.unparse(node.value)}"
        elif isinstance(node, ast.ClassDef) and {_name(base) for base in node.bases} & screens.switched:
            yield from _own_text(node, plain)


def _call(node: ast.Call, screens: Screens, plain: "_Plain") -> Iterator[tuple[int, str]]:
    name = _name(node.func)
    texts: list[ast.expr] = []
    if name in screens.typed:
        texts = node.args[:1]
    elif name in screens.switched | {"notify"}:
        texts = [] if _switched_off(node) else node.args[:1]
        if name in _SWITCHED and not _switched_off(node) and (not texts or _is_empty(texts[0])):
            yield node.lineno, f"{name}() is empty, to be filled later"
    elif name in _CELLS and isinstance(node.func, ast.Attribute):
        texts = node.args[-1:] if name.startswith("update") else node.args
    for text in texts:
        if not plain(text):
            yield node.lineno, f"{name}({ast.unparse(text)})"


def _is_empty(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == ""


def _own_text(node: ast.ClassDef, plain: "_Plain") -> Iterator[tuple[int, str]]:
    """What a class derived from ``Static`` says to itself: by ``super().__init__`` and by ``self.update``."""
    calls = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call) and _to_itself(inner)]
    if any(_switched_off(call) for call in calls):
        return
    for call in calls:
        if call.args and not plain(call.args[0]):
            yield call.lineno, f"{node.name}: {ast.unparse(call)}"


def _to_itself(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
            return True
        case ast.Attribute(value=ast.Name(id="self"), attr="update"):
            return True
    return False


def _switched_off(node: ast.Call) -> bool:
    return any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in node.keywords
    )


class _Plain:
    """Whether an expression is a constant, or text that carries its own type, as far as its module tells."""

    def __init__(self, module: ast.Module, screens: Screens) -> None:
        self._makers = screens.plain
        self._names = {name: value for node in ast.walk(module) for name, value in _bindings(node)}

    def __call__(self, node: ast.expr, depth: int = 0) -> bool:
        match node:
            case ast.Constant():
                return True
            case ast.Starred(value=value):
                return self(value, depth)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return all(self(part, depth) for part in parts)
            case ast.IfExp(body=first, orelse=second):
                return self(first, depth) and self(second, depth)
            case ast.ListComp(elt=part) | ast.GeneratorExp(elt=part):
                return self(part, depth)
            case ast.Call(func=ast.Attribute(value=value, attr=maker), args=args) if (
                _name(value) in _PLAIN_MAKERS
            ):
                return maker != "from_markup" or isinstance(args[0], ast.Constant)
            case ast.Call(func=func):
                return _name(func) in self._makers
            case ast.Name(id=name) if depth < 3 and name in self._names:
                value = self._names[name]
                return _name(value) in _PLAIN_MAKERS or self(value, depth + 1)
        return False


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, value
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
            yield name, annotation
        case ast.arg(arg=name, annotation=annotation) if annotation is not None:
            yield name, annotation
