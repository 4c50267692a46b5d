"""Questions, hints and solutions in the built pages, by mouse and by keyboard."""

import pytest

from tests.built import WITHHELD

PAGE = "01_data"


@pytest.fixture
def practice(root, open_page):
    page = open_page(f"{root}/book/{PAGE}.html", origin=root)
    yield page
    assert page.complaints == []


def test_a_question_answers_to_the_keyboard_and_keeps_one_option_open(practice):
    question = practice.locator(".self-check").first
    options = question.locator("details")
    assert options.count() == 3
    explanations = [options.nth(i).locator("p") for i in range(3)]
    assert not any(explanation.is_visible() for explanation in explanations)
    for i, key in enumerate(("Enter", "Space", "Enter")):
        options.nth(i).locator("summary").focus()
        practice.keyboard.press(key)
        assert [explanation.is_visible() for explanation in explanations] == [
            place == i for place in range(3)
        ]
        right = "right" in (options.nth(i).get_attribute("class") or "")
        assert explanations[i].inner_text().startswith("Yes." if right else "No.")


def test_the_tabulator_goes_through_the_options_and_shows_where_it_is(practice):
    options = practice.locator(".self-check").first.locator("summary")
    options.first.focus()
    for i in range(3):
        focused = options.nth(i)
        assert focused.evaluate("option => option === document.activeElement")
        assert focused.evaluate("option => getComputedStyle(option).outlineStyle") != "none"
        practice.keyboard.press("Tab")


def test_hints_open_one_at_a_time(practice):
    hints = practice.locator("#ex-half-information details")
    hints.first.locator("summary").click()
    assert [hint.locator("p").is_visible() for hint in hints.all()] == [True, False]


@pytest.mark.skipif(WITHHELD, reason="withheld")
def test_a_solution_opens_with_its_output(practice):
    solution = practice.locator("#solution-half-information")
    assert not solution.locator(".cell_output").is_visible()
    solution.locator("summary").first.click()
    assert "Bayes accuracy" in solution.locator(".cell_output").inner_text()
    assert solution.locator(".cell_input").is_visible()
