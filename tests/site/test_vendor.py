"""What is not ours is what it says, brings its licence, and needs no foreign host."""

import hashlib
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "points/static/points/vendor"


def test_the_module_is_the_one_that_its_reader_was_built_with():
    reader = (VENDOR / "barcode-detector-3.2.2.js").read_text()
    module = hashlib.sha256((VENDOR / "zxing_reader-3.1.3.wasm").read_bytes()).hexdigest()
    assert module in reader
    assert "zxing-wasm@3.1.3" in reader


def test_every_licence_goes_into_the_packages():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    licences = {path for pattern in project["license-files"] for path in ROOT.glob(pattern)}
    names = {path.name.removesuffix(".LICENSE.txt") for path in licences & set(VENDOR.iterdir())}
    assert names == {"barcode-detector", "zxing-wasm", "zxing-cpp"}
