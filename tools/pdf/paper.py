"""What a page is without a screen: nothing to click, everything open, every line in sight."""

from bs4 import BeautifulSoup, Tag

_FURNITURE = ".headerlink, .copybtn, .toctree-wrapper, script, style, button, input"
_WITHOUT_PAGE_NUMBERS = ["bibtex-citation", "sig", "admonition-title"]  # the last: appendices.py
_UNDIVIDED = {"brief": 3, "together": 18}  # classes in the stylesheet, and the most lines of each
_SHORT_CELL = 15  # characters: an interval, or so many of so many
_LONGEST_LINE = 122  # characters that fit across a page in the smallest type: see print.css


def make_paper(page: Tag) -> None:
    """Take from a page what needs a screen, and open what is folded."""
    for screen in page.select(_FURNITURE):
        screen.decompose()
    for folded in page.select("details:not(.solution, .self-check details)"):
        _open(folded)  # the others: appendices.py
    for code in page.find_all("pre"):
        _fit(code)
    for table in page.find_all("table"):
        _set_table(table)
    for last in page.select(".sig-parameters > div:last-child"):
        last.contents[-1].replace_with("")  # the comma, good only where each has a line of its own
    _mark_pages_of_links(page)


def _open(folded: Tag) -> None:
    """What is folded in the page is printed; only hints keep their titles."""
    title = folded.find("summary").extract()
    if "hide" in folded.get("class", []):  # a cell, whose title only says that it can be opened
        folded.unwrap()
        return
    folded.name = "div"
    folded["class"] = ["hint"]
    text = title.get_text().strip()
    title.clear()
    title.name, title.string, title["class"] = "p", text, ["hint-title"]
    folded.insert(0, title)


def _fit(code: Tag) -> None:
    """Say how long the longest line is, so that the stylesheet can choose the size of the type.

    A block with longer lines than any readable type could hold is wrapped, each line with its
    continuation indented.
    """
    lines = code.get_text().rstrip("\n").split("\n")
    longest = max(map(len, lines))
    code["style"] = f"--characters: {longest}"
    kinds = [kind for kind, most in _UNDIVIDED.items() if len(lines) <= most]
    code["class"] = [*code.get("class", []), *kinds]
    if longest > _LONGEST_LINE:
        code["class"] = [*code.get("class", []), "wrapped"]
        code.clear()
        for line in lines:
            wrapped = BeautifulSoup("", "html.parser").new_tag("span", attrs={"class": "line"})
            wrapped.string = line + "\n"
            code.append(wrapped)


def _set_table(table: Tag) -> None:
    """A table of many columns is set in small type, and a cell of a few words in one line."""
    if len(table.find("tr").find_all(["th", "td"])) >= 5:
        table["class"] = [*table.get("class", []), "wide"]
    for cell in table.find_all("td"):
        if len(cell.get_text().strip()) <= _SHORT_CELL:
            cell["class"] = [*cell.get("class", []), "short"]


def _mark_pages_of_links(page: Tag) -> None:
    """Where the words lead to another page of the book, paper has to say which sheet that is."""
    for link in page.select("p a.internal[href^='#'], li a.internal[href^='#']"):
        target = link["href"][1:]
        quiet = link.find_parent(class_=_WITHOUT_PAGE_NUMBERS) or link.select(".std-term")
        if quiet or target.partition(".")[0] == page["id"]:
            continue
        link.insert_after(number := page_number(target))
        number["class"] = ["page-reference"]


def page_number(target: str) -> Tag:
    """A place for the number of the page that an id turns out to stand on."""
    place = BeautifulSoup("", "html.parser").new_tag("span", attrs={"data-page-of": target})
    place.string = "000"
    return place
