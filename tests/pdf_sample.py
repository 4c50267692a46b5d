"""A made-up book of four pages, with everything that has to change on the way to paper."""

from matplotlib.figure import Figure

from casestudy_lib.sliders.explorer import Explorer
from tools.pdf.title_page import Imprint

TOC = """format: jb-book
root: book/front
parts:
  - caption: First part
    chapters: [{file: book/one}, {file: book/two}]
  - caption: Looking up
    chapters: [{file: book/api}, {file: book/words}]
"""
IMPRINT = Imprint(
    title="Case study 0: a sample",
    authors=["Ada Author", "Bea Author"],
    edition="2.3.4",
    year="2026",
    abstract="A book in which everything occurs once.",
    licence="CC BY 4.0",
)
PAGES = {
    "front": '<section id="front-page"><h1>Sample</h1><p>Begin with '
    '<a class="reference internal" href="one.html">page one</a>.</p></section>',
    "one": """<section id="page-one"><h1>One<a class="headerlink" href="#page-one">#</a></h1>
<p>See <a class="reference internal" href="two.html#start">the second</a>,
<a class="reference internal" href="#start">below</a>, and
<a href="../_sources/book/one.ipynb">the notebook</a>.</p>
<section id="start"><h2>Start of one</h2>
<svg viewBox="0 0 9 9" style="width: 9pt" role="img" aria-label="A dot.">
<clipPath id="p1"><rect/></clipPath>
<g clip-path="url(#p1)"><path d="M0 0"/></g></svg>
<div class="exercise admonition" id="ex-mean"><p class="admonition-title">
<span class="caption-number">Exercise 1 </span>(Mean)</p>
<div class="container"><p>Write the mean.</p>
<details><summary>Hint 1</summary>
<p>Sum first.</p></details></div></div>
<details class="solution admonition" id="solution-mean"><summary>Solution</summary>
<div class="container"><p>Divide the sum.</p></div></details>
<div class="self-check admonition" id="check-1"><p class="admonition-title">Check yourself</p>
<p>What is even?</p>
<details name="check-1"><summary>Three</summary><p>Three is odd.</p></details>
<details class="right" name="check-1"><summary>Four</summary><p>Twice two.</p></details></div>
SLIDER
</section></section>""",
    "two": """<section id="page-two"><h1>Two</h1>
<section id="start"><h2>Start of two</h2>
<details class="hide above-input"><summary>Show code cell source</summary>
<div class="cell"><div class="cell_input"><pre>folded = True</pre></div></div></details>
<div class="cell"><div class="cell_output"><pre>LONG</pre></div></div>
<div class="math" id="equation-one"><math><mi>x</mi></math><span class="eqno">(7)</span></div>
</section></section>""",
    "api": '<section id="the-library"><h1>Library</h1><p>Names.</p></section>',
    "words": '<section id="glossary"><h1>Words</h1><p>Few.</p></section>',
}


def write_book(folder, **changed):
    """Write the pages as a built book and the table of contents; return their places."""
    html = folder / "html"
    (html / "book").mkdir(parents=True)
    for name, text in (PAGES | changed).items():
        text = text.replace("SLIDER", slider().html()).replace("LONG", "wide " * 40 + "END")
        page = f"<html><body><nav>not this</nav><article>{text}</article></body></html>"
        (html / "book" / f"{name}.html").write_text(page, encoding="utf-8")
    toc = folder / "_toc.yml"
    toc.write_text(TOC, encoding="utf-8")
    return html, toc


def slider() -> Explorer:
    """A slider of nine stops over one line."""
    figure = Figure(figsize=(3, 2), layout="constrained")
    (line,) = figure.subplots().plot([0, 1], [0, 1])

    def update(slope):
        line.set_ydata([0, slope])
        return f"A line of slope {slope:g}."

    stops = [place / 8 for place in range(9)]
    return Explorer(figure, update, stops, default=0.5, label="slope", say="a = {:.3f}".format)
