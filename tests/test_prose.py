"""Plain English, and not too much of it: short sentences, no hidden actors, a short main path.

`python -m tests.test_prose` prints, page by page, the words and what is too long.
"""

import re

import nbformat
import pytest

from tests.built import GOING_DEEPER, MAIN_PATH, ROOT, built_page

BOOK = ROOT / "book"
SHORT = ["index", *MAIN_PATH]
PLAIN = [*SHORT, "playground", *GOING_DEEPER, "glossary", "instructors", "about"]

MEAN, LONGEST = 16, 32  # words a sentence
WORDS, MINUTES, MINUTES_A_PAGE = 7500, 75, 15  # of the main path
WORDS_OF_THE_FIRST_PAGE = 500

UNPLAIN = re.compile(
    r"\b(whoever|somebody|nobody|it is said|is said to)\b"
    r"|(?<!\bwhat )\banybody\b"  # "what anybody must pay" is a formula in words
    r"|(?:^|[,;:] |\b(?:that|if|when|as) )one (?:can|must|has to)\b",
    re.IGNORECASE,
)

# What is taken out of Markdown or put in plain words, in this order.
STRIPPED = [
    (r"(?s)\A---\n.*?\n---\n", ""),
    (r"(?s)^(`{3,}|:{3,})\{(?:code|eval-rst|figure|bibliography|container).*?^\1$", ""),
    (r"(?s)^```(?!\{).*?^```", ""),
    (r"^[:`]{3,}.*$", "\n"),  # the beginning and the end of a directive; its text stays
    (r"^:[\w-]+:.*$", ""),  # its options
    (r"^\|.*$", ""),  # tables
    (r"\s*\$\$[^$]*\$\$(?: \([\w-]+\))?\s*(?=[a-z])", " formula "),  # the sentence goes on
    (r"\$\$[^$]*\$\$(?: \([\w-]+\))?", "formula.\n\n"),
    (r"\$[^$\n]+\$", "formula"),
    (r"\{cite(?::\w+)?\}`[^`]*`", ""),
    (r"\{term\}`(?:([^`<]+?)\s*<[^`]*|([^`]*))`", r"\1\2"),
    (r"\{\w+\}`[^`]*`", "reference"),
    (r"`[^`\n]+`", "code"),
    (r"!\[[^\]]*\]\([^)]*\)", ""),
    (r"\[([^\]]*)\]\([^)]*\)", r"\1"),
    (r"</?(?:summary|details|p|div|li)\b[^>]*>", "\n\n"),
    (r"<[^>\n]+>", ""),
    (r"^\s*(?:[-*+]|\d+\.) ", "\n\n"),  # every item of a list is a paragraph
    (r"\*+|(?<!\w)_|_(?!\w)", ""),
]
EXERCISE = r"^:::\{exercise\}.*?^:::$|^:::\{solution-start\}.*?^:::\{solution-end\}\n:::$"
END = re.compile(r"(?<=[.?!])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9]|formula|code)")


def markdown(page: str) -> str:
    """The Markdown of a page, of a notebook without its code cells."""
    path = BOOK / f"{page}.ipynb"
    if not path.exists():
        return (BOOK / f"{page}.md").read_text(encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def prose(text: str) -> list[str]:
    """The paragraphs, headings and items of lists, without code, tables and signs."""
    for pattern, plain in STRIPPED:
        text = re.sub(pattern, plain, text, flags=re.MULTILINE)
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text))
    return [paragraph for paragraph in paragraphs if paragraph]


def sentences(page: str) -> list[str]:
    """The sentences of a page, exercises included; headings and single words are none."""
    paragraphs = [text for text in prose(markdown(page)) if not text.startswith("#")]
    found = [sentence for text in paragraphs for sentence in END.split(text)]
    return [sentence for sentence in found if n_words(sentence) > 2]


def n_words(text: str) -> int:
    """How many words: what has a letter or a digit in it."""
    return sum(bool(re.search(r"\w", word)) for word in text.split())


def length(page: str) -> int:
    """How many words of prose a page has, without its exercises."""
    read = re.sub(EXERCISE, "", markdown(page), flags=re.MULTILINE | re.DOTALL)
    return sum(map(n_words, prose(read)))


def minutes(page: str) -> int:
    """How long the book says that a page takes."""
    row = rf'<a href="{page}\.html">[^<]*</a></td><td>(\d+)'
    return int(re.search(row, built_page("book/about"))[1])


def mean_length(page: str) -> float:
    """The mean number of words in a sentence of a page."""
    lengths = [n_words(sentence) for sentence in sentences(page)]
    return sum(lengths) / len(lengths)


def too_long(page: str) -> list[str]:
    """The sentences of a page that have more words than a reader keeps in mind."""
    return [sentence for sentence in sentences(page) if n_words(sentence) > LONGEST]


def unplain(page: str) -> list[str]:
    """The sentences of a page with words that hide who acts."""
    found = [sentence for text in prose(markdown(page)) for sentence in END.split(text)]
    return [sentence for sentence in found if UNPLAIN.search(sentence)]


@pytest.mark.parametrize("page", SHORT)
def test_sentences_are_short(page):
    assert too_long(page) == []
    assert mean_length(page) <= MEAN


@pytest.mark.parametrize("page", PLAIN)
def test_no_sentence_hides_who_acts(page):
    assert unplain(page) == []


def test_main_path_is_read_in_one_sitting():
    words = {page: length(page) for page in SHORT}
    assert sum(words.values()) <= WORDS, words
    assert words["index"] <= WORDS_OF_THE_FIRST_PAGE
    times = {page: minutes(page) for page in SHORT}
    assert sum(times.values()) <= MINUTES, times
    assert max(times.values()) <= MINUTES_A_PAGE, times


def test_what_is_no_prose_is_left_out_and_the_rest_is_counted():
    text = """---
title: no
---
# A *heading*

Two {term}`words <word>` and [a link](there.md#x), `a + b` and $c + d$.
The value is

$$ e = f $$ (eq-no)

where it stops. "Is it?" {cite}`no2020` It costs 0.5 nats.

:::{admonition} Check
:class: no

A text.

<details name="no"><summary>An option</summary>

**No.** It is nobody.

</details>
:::

| no | no |
|---|---|

- an item
- another

```python
no
```
"""
    assert prose(text) == [
        "# A heading",
        "Two words and a link, code and formula. The value is formula where it stops. "
        '"Is it?" It costs 0.5 nats.',
        "A text.",
        "An option",
        "No. It is nobody.",
        "an item",
        "another",
    ]
    assert END.split('It is. "Is it?" It costs 0.5 nats. formula is it.') == [
        "It is.",
        '"Is it?',
        "It costs 0.5 nats.",
        "formula is it.",
    ]


def main() -> None:
    """Print what the pages have."""
    for page in SHORT:
        print(f"{page}: {length(page)} words, {mean_length(page):.1f} a sentence")
        print(*(f"  {n_words(text)} words: {text}" for text in too_long(page)), sep="\n")
    for page in PLAIN:
        print(*(f"{page}: {text}" for text in unplain(page)), sep="\n")


if __name__ == "__main__":
    main()
