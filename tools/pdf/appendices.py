"""Solutions and answers, moved from where they are folded away to the end of the book."""

from bs4 import BeautifulSoup, Tag

from tools.pdf.pages import ANSWERS, SOLUTIONS, Page
from tools.pdf.paper import page_number

APPENDICES = "Appendices"
_LETTERS = "ABCDEFGHIJ"


def move_solutions(pages: list[Page]) -> Page | None:
    """Move every solution into an appendix; its title leads back, and its exercise to it."""
    appendix = _appendix(SOLUTIONS, "Solutions to the exercises")
    solutions = [s for page in pages for s in page.content.select("details.solution")]
    for solution in solutions:
        exercise = solution.find_previous(class_="exercise")
        exercise.append(_forward("Solution", solution["id"]))
        solution.name, solution["class"] = "div", ["solution"]
        title = solution.summary
        title.name, title["class"] = "p", ["admonition-title"]
        title.string = "Solution to "
        title.append(back := _new("a", "internal", href=f"#{exercise['id']}"))
        back.string = exercise.select_one(".admonition-title").get_text().strip()
        title.append(page_number(exercise["id"]))
        appendix.content.section.append(solution.extract())
    return appendix if solutions else None


def move_answers(pages: list[Page]) -> Page | None:
    """Number the questions, letter their options, and move the explanations into an appendix."""
    appendix = _appendix(ANSWERS, "Answers to the questions")
    questions = [q for page in pages for q in page.content.select(".self-check")]
    for number, question in enumerate(questions, start=1):
        appendix.content.section.append(_answer(question, number, f"{appendix.name}.{number}"))
    return appendix if questions else None


def leave_out(appendix: Page, pages: list[Page]) -> None:
    """Take the lines that lead to an appendix out of the pages."""
    names = {tag["id"] for tag in appendix.content.find_all(id=True)}
    for page in pages:
        for line in page.content.select(".forward"):
            if line.a["href"][1:] in names:
                line.decompose()


def _answer(question: Tag, number: int, name: str) -> Tag:
    """Make a question fit for paper, and return what was hidden in it."""
    answer = _new("div", "answer", id=name)
    answer.append(title := _new("p", "answer-title"))
    title.append(back := _new("a", "internal", href=f"#{question['id']}"))
    back.string = f"Question {number}"
    title.append(page_number(question["id"]))
    answer.append(explanations := _new("ol", "options"))
    options = question.find_all("details")
    options[0].insert_before(choices := _new("ol", "options"))
    right = []
    for letter, option in zip(_LETTERS, options, strict=False):
        if "right" in option.get("class", []):
            right.append(letter)
        choice = option.summary.extract()
        choice.name, choice["class"] = "li", ["option"]
        choices.append(choice)
        explanations.append(item := _new("li", "option"))
        item.extend(list(option.extract().children))
    if not right:
        raise ValueError(f"question {question['id']} has no right option")
    title.append(f". Right: {' and '.join(right)}.")
    _print_question(question, number)
    question.append(_forward("Answer", name))
    return answer


def _print_question(question: Tag, number: int) -> None:
    question["class"] = ["question"]
    question.select_one(".admonition-title").decompose()
    text = question.find("p")
    text["class"] = ["question-text"]
    text.insert(0, title := _new("strong", "question-number"))
    title.string = f"Question {number}. "


def _forward(word: str, target: str) -> Tag:
    paragraph = _new("p", "forward")
    paragraph.append(link := _new("a", "internal", href=f"#{target}"))
    link.string = word
    paragraph.append(page_number(target))
    return paragraph


def _appendix(name: str, title: str) -> Page:
    content = _new("section", "page", id=name)
    content.append(section := _new("section", "appendix"))
    section.append(heading := _new("h1", "page-title"))
    heading.string = title
    return Page(name, APPENDICES, content)


def _new(tag: str, kind: str, **attributes: str) -> Tag:
    return BeautifulSoup("", "html.parser").new_tag(tag, attrs={"class": [kind], **attributes})
