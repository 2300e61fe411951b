"""What lies in static/ and templates/: light, plain enough for old phones, and whole."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_first_visit_stays_light() -> None:
    """Even uncompressed: stylesheet, script, signs and all six fonts leave 25 kB of 150 for the page."""
    static = ROOT / "static"
    files = [static / "css" / "planhub.css", static / "js" / "page.js", *(static / "img").glob("*.svg")]
    fonts = list((static / "vendor" / "sarabun").glob("*.woff2"))
    if not fonts:
        pytest.skip("the fonts are not there: npm ci --ignore-scripts, then planhub assets")
    assert sum(file.stat().st_size for file in files + fonts) < 125_000
    assert (static / "css" / "planhub.css").stat().st_size < 40_000
    assert {f.name: f.stat().st_size for f in (static / "js").glob("*.js") if f.stat().st_size >= 5_000} == {}


NEWER_THAN_CHROMIUM_70 = {
    "css": r":has\(|:is\(|:where\(|@container|@layer|aspect-ratio|clamp\(|\binset:|(?<![-\w])gap:|^\s+&",
    "js": r"\?\.\w|\?\?|\.replaceAll\(|\.at\(|\bstructuredClone|\.flatMap\(|#\w+ =|\.allSettled\(|&&=|\|\|=",
}


@pytest.mark.parametrize("kind", ["css", "js"])
def test_nothing_newer_than_the_oldest_browser_is_used(kind: str) -> None:
    for file in (ROOT / "static" / kind).glob(f"*.{kind}"):
        text = re.sub(r"/\*.*?\*/|//[^\n]*", "", file.read_text(), flags=re.DOTALL)
        assert re.findall(NEWER_THAN_CHROMIUM_70[kind], text, re.MULTILINE) == [], file.name


def test_scripts_are_read_by_the_oldest_browser() -> None:
    """Chromium 70 reads the language of 2019, and import() besides."""
    parser = ROOT / "node_modules" / "acorn" / "dist" / "acorn.js"
    node = shutil.which("node")
    if node is None or not parser.exists():
        pytest.skip("node or acorn is not there: npm ci --ignore-scripts")
    files = sorted((ROOT / "static" / "js").rglob("*.js"))
    read = """
        const [parser, ...files] = process.argv.slice(1);
        for (const file of files) {
          const text = require("fs").readFileSync(file, "utf8").replace(/\\bimport\\(/g, "load__(");
          try { require(parser).parse(text, { ecmaVersion: 2019, sourceType: "module", locations: true }); }
          catch (error) { console.log(file, error.message); }
        }
    """
    done = subprocess.run([node, "-e", read, parser, *files], capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_every_module_that_another_imports_is_asked_for_by_its_content() -> None:
    """A module is cached for ever under its address: an import without ?v= would go on giving the old one."""
    for file in (ROOT / "static" / "js").rglob("*.js"):
        for path in re.findall(r"""(?:\bfrom|\bimport|\bimport\()\s*["']([^"']+)["']""", file.read_text()):
            name, _, version = path.partition("?v=")
            content = (file.parent / name).read_bytes()
            right = hashlib.sha256(content).hexdigest()[:12]
            assert version == right, f'in {file.name} write "{name}?v={right}"'


def test_no_template_has_inline_scripts_or_styles() -> None:
    bad = r"\sstyle=\"|\son[a-z]+=\"|<style|<script(?![^>]*\bsrc=)|javascript:"
    for file in (ROOT / "templates").rglob("*.html"):
        text = file.read_text()
        if "csp_nonce" not in text:  # a map's own frame has its own policy
            assert re.findall(bad, text) == [], file.relative_to(ROOT)


def test_cached_addresses_in_the_stylesheet_change_with_their_files() -> None:
    sheets = [file.read_text() for file in (ROOT / "static" / "css").glob("*.css")]
    css = "".join(sheets)
    for name, version in re.findall(r"\.\./img/(\w+\.svg)\?v=(\w+)", css):
        content = (ROOT / "static" / "img" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest()[:8] == version, name
    package = json.loads((ROOT / "package.json").read_text())
    version = package["dependencies"]["@fontsource/sarabun"]
    assert set(re.findall(r"woff2(?:\?v=([\d.]+))?\)", css)) == {version}
    assert f"v='{version}'" in (ROOT / "templates" / "layout.html").read_text()


def test_every_sign_that_a_template_asks_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static" / "img" / "icons.svg").read_text()))
    for file in (ROOT / "templates").rglob("*.html"):
        asked = set(re.findall(r"icon\(\"([\w-]+)\"", file.read_text()))
        assert asked <= drawn, (file.name, asked - drawn)


def test_every_macro_and_module_is_in_the_documentation() -> None:
    docs = (ROOT / "docs" / "interface.md").read_text()
    named = set(re.findall(r"\b([a-z]\w*)(?=\()", docs))
    for file in (ROOT / "templates" / "macros").glob("*.html"):
        macros = set(re.findall(r"macro ([a-z]\w*)\(", file.read_text()))
        assert macros <= named, (file.name, macros - named)
    for file in (ROOT / "static" / "js").glob("*.js"):
        assert file.name in docs, file.name
