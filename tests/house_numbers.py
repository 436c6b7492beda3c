"""The house numbers: how long a module and a function may be, how many parameters, which names are not used.

As in `tests/arrows.py` every function returns sentences, one for each thing that is wrong.
"""

import ast
from collections.abc import Iterator
from statistics import median

from tests.arrows import Tree, door, walk

MODULE_LINES = 300
FUNCTION_LINES = 50
FUNCTION_LINES_MEDIAN = 8
PARAMETERS = 6
NO_NAMES = {"utils", "util", "helpers", "helper", "managers", "admin", "common", "misc", "tools", "base"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def long_modules(tree: Tree) -> list[str]:
    lines = {name: len(source.splitlines()) for name, source in tree.sources.items()}
    return [f"{name} has {count} lines" for name, count in lines.items() if count > MODULE_LINES]


def long_functions(tree: Tree) -> list[str]:
    return [f"{name} has {length(node)} lines" for name, node in functions(tree) if length(node) > FUNCTION_LINES]


def long_winded(tree: Tree) -> list[str]:
    """The house as a whole: half of its functions are read at a glance."""
    middle = median([length(node) for _, node in functions(tree)] or [0])
    return [f"the median function has {middle} lines"] if middle > FUNCTION_LINES_MEDIAN else []


def many_parameters(tree: Tree) -> list[str]:
    return [
        f"{name} has {count} parameters"
        for name, node in functions(tree)
        if (count := len(parameters(node))) > PARAMETERS
    ]


def positional_parameters(tree: Tree) -> list[str]:
    """A service takes at most one argument by position, so that a call reads like a sentence."""
    return [
        f"{name} takes {len(node.args.posonlyargs + node.args.args)} arguments by position"
        for name, node in functions(tree)
        if door(name) == "services" or name.startswith("honor_roll.services.")
        if len(node.args.posonlyargs + node.args.args) > 1 and is_public_function(tree, node)
    ]


def untyped(tree: Tree) -> list[str]:
    """Services and queries are fully typed; mypy looks closer."""
    return [
        name
        for name, node in functions(tree)
        if {"services", "queries"} & set(name.split("."))
        if node.returns is None or any(parameter.annotation is None for parameter in parameters(node))
    ]


def empty_names(tree: Tree) -> list[str]:
    """A file is named for what it is about."""
    return [f"{name}: a name that says nothing" for name in tree.sources if name.rpartition(".")[2] in NO_NAMES]


def functions(tree: Tree) -> Iterator[tuple[str, Function]]:
    """Every function and method with its full name."""
    for module, parsed in tree.parsed.items():
        for node, inside in walk(parsed):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield ".".join(filter(None, [module, inside, node.name])), node


def is_public_function(tree: Tree, node: Function) -> bool:
    top = {id(statement) for parsed in tree.parsed.values() for statement in parsed.body}
    return id(node) in top and not node.name.startswith("_")


def parameters(node: Function) -> list[ast.arg]:
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [parameter for parameter in every if parameter.arg not in {"self", "cls"}]


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
