"""The rules of the house: what stands in the front room, who imports whom, how long things are."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import casestudy_lib

LIBRARY = Path(casestudy_lib.__file__).parent

#: In reading order, which is import order: a module stands on those before it.
FRONT = ["inputs", "softmax", "data", "network", "metrics", "training", "calibration", "tables"]

#: What a room stands on, beside itself.
ROOMS = {
    "plots": {"front"},
    "sliders": set(),
    "widgets": {"front", "plots", "sliders"},
    "studies": {"front"},
    "playground": {"front", "plots", "sliders"},
    "exercises": {"front"},
    "claims": {"front", "studies"},
    "calibrate": {"front", "plots"},
}


#: The file of each module; a package is its __init__.
FILES = {
    ".".join(path.relative_to(LIBRARY.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in LIBRARY.rglob("*.py")
}
every_module = pytest.mark.parametrize("module", FILES)


def nodes(module):
    return ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8")))


def imports(module):
    """Modules of the library that a module names, also inside its functions."""
    for node in nodes(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in FILES)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: line {node.lineno}: imports are absolute"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield from {name if name in FILES else node.module} & FILES.keys()


def room_of(module):
    part = [*module.split("."), ""][1]
    return part if part in ROOMS else "front"


def test_the_front_room_is_these_files():
    assert {path.stem for path in LIBRARY.glob("*.py")} == {"__init__", *FRONT}
    assert {path.parent.name for path in LIBRARY.glob("*/__init__.py")} == set(ROOMS)
    assert sum(len(path.read_text("utf-8").splitlines()) for path in LIBRARY.glob("*.py")) <= 1400


def test_import_order_is_reading_order():
    for place, name in enumerate(FRONT):
        before = {f"casestudy_lib.{earlier}" for earlier in FRONT[:place]}
        assert set(imports(f"casestudy_lib.{name}")) <= before, name
    places = [FRONT.index(module.split(".")[1]) for module in imports("casestudy_lib")]
    assert places == sorted(places)


@every_module
def test_a_room_stands_on_what_it_may(module):
    own = room_of(module)
    assert {room_of(other) for other in imports(module)} <= ROOMS.get(own, set()) | {own}


def test_no_module_imports_itself_by_a_detour():
    TopologicalSorter({module: set(imports(module)) for module in FILES}).prepare()


@every_module
def test_function_bodies_are_short(module):
    for node in nodes(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            documented = ast.get_docstring(node) is not None and len(node.body) > 1
            lines = node.end_lineno - node.body[documented].lineno + 1
            assert lines <= 25, f"{node.name} has {lines} lines"


def test_importing_the_package_loads_no_room_and_no_drawing():
    code = "import sys, casestudy_lib; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=LIBRARY.parent, check=True, capture_output=True, text=True)
    loaded = set(run.stdout.split())
    assert {"casestudy_lib.network", "numpy"} <= loaded
    assert not loaded & {f"casestudy_lib.{room}" for room in ROOMS}
    assert not loaded & {"matplotlib", "ipywidgets", "IPython", "tqdm", "scipy", "sklearn"}
