"""A slider in a running notebook: ipywidgets whose every move recomputes in Python."""

import traceback
from html import escape
from typing import Any

from casestudy_lib.sliders.page import asset

_N_PLAYED = 50  # positions that a play stops at; all of them would take too long to draw


def live_box(explorer: Any) -> Any:
    """The controls of an explorer, at last its slider and its picture, in an ipywidgets box.

    A drawing that fails shows its error in place of the picture and raises it.
    """
    import ipywidgets  # here, because the published page does without it

    slider, cases = _slider(explorer), _case_control(explorer)
    start = explorer.case_names[explorer.case]
    style = f"<style>{asset('slider.css')}</style>"
    picture = ipywidgets.HTML(style + explorer.picture(explorer.live_values[slider.index], start))

    def show(_: dict) -> None:
        value = explorer.live_values[slider.index]
        try:
            picture.value = style + explorer.picture(value, cases.value if cases else start)
        except Exception as error:
            message = "".join(traceback.format_exception(error))
            picture.value = f'<pre role="alert">{escape(message)}</pre>'
            raise

    slider.observe(show, "index")
    controls = [ipywidgets.HTML(escape(explorer.hint)), _buttons(explorer, slider, cases)]
    if cases:
        cases.observe(show, "value")
        controls.append(cases)
    return ipywidgets.VBox([*controls, slider, picture])


def _slider(explorer: Any) -> Any:
    import ipywidgets

    return ipywidgets.SelectionSlider(
        options=[(explorer.format(value), value) for value in explorer.live_values],
        index=explorer.live_default,
        description=explorer.label,
        style={"description_width": "initial"},
        layout={"width": "100%", "max_width": "45rem"},
    )


def _case_control(explorer: Any) -> Any:
    import ipywidgets

    names = explorer.case_names
    if len(names) == 1:
        return None
    style = {"description_width": "initial"}
    label = {"description": explorer.cases_label, "style": style}
    return ipywidgets.RadioButtons(options=names, index=explorer.case, **label)


def _buttons(explorer: Any, slider: Any, cases: Any) -> Any:
    """Buttons that jump to the default and to the special stops, after what plays the slider."""
    import ipywidgets

    def button(text: str, jump: Any) -> Any:
        made = ipywidgets.Button(description=text, layout={"width": "auto"})
        made.on_click(lambda _: setattr(slider, "index", jump()))
        return made

    def place_of(label: str) -> int:
        return explorer.live_marks[cases.index if cases else 0][label]

    row = [button("reset", lambda: explorer.live_default)]
    row += [button(label, lambda label=label: place_of(label)) for label in explorer.live_marks[0]]
    if explorer.plays:
        last = len(explorer.live_values) - 1
        places = {"value": slider.index, "max": last, "step": max(1, last // _N_PLAYED)}
        play = ipywidgets.Play(**places, interval=200)
        ipywidgets.jslink((play, "value"), (slider, "index"))
        row.insert(0, play)
    return ipywidgets.HBox(row, layout={"flex_flow": "row wrap"})
