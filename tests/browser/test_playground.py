"""The playground in a browser, opened from disk: its numbers are the library's, and it can be used.

The page is written here, so that no built book is needed.
"""

import re

import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT

from casestudy_lib import (
    SimpleNeuralNetwork,
    bayes_posterior,
    compute_entropy,
    compute_kl_divergence,
    generate_data,
    optimal_temperature,
    reliability_curve,
    softmax,
    temperature_analysis,
    train_and_track,
)
from casestudy_lib.playground import playground
from casestudy_lib.playground.page import NAMED, SETTINGS
from casestudy_lib.studies.one_run import train_once
from tests.browser.conftest import page_opener
from tests.browser.test_jupyterlab import lab  # noqa: F401 (a fixture)

DEFAULTS = {name: setting["default"] for name, setting in SETTINGS.items()}
EXACT = {"rtol": 0, "atol": 1e-9}

DOCUMENT = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Playground</title>
<style>html {{ --paper: #fff; background: #fff; color: #222; font-family: sans-serif }}
html[data-theme=dark] {{ --paper: #14181e; background: #14181e; color: #ced6dd;
  --accent: #6cb8ea; --on-colour: #14181e; color-scheme: dark }}
body {{ max-width: 47rem; margin: 0 auto; padding: 0 1rem }}</style></head>
<body><main><h1>Playground</h1>{}</main></body></html>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address on disk of a page with these playgrounds."""
    folder = tmp_path_factory.mktemp("playground")

    def address(*playgrounds):
        path = folder / f"{abs(hash(tuple(p.html() for p in playgrounds)))}.html"
        path.write_text(DOCUMENT.format("\n".join(p.html() for p in playgrounds)), "utf-8")
        return path.as_uri()

    return address


@pytest.fixture(scope="module")
def shared_tab(browser, address):
    """One tab for the tests that leave nothing behind but a run."""
    with page_opener(browser) as open_page:
        url = address(playground())
        yield open_page(url, origin=url)


@pytest.fixture
def page(shared_tab):
    run(shared_tab, "set()")
    yield shared_tab
    assert shared_tab.complaints == []


@pytest.fixture
def open_playground(open_page, address):
    """A playground in a tab of its own."""
    pages = []

    def open_playground(*playgrounds, hash="", **options):
        url = address(*(playgrounds or [playground()]))
        pages.append(open_page(url + hash, origin=url, **options))
        return pages[-1]

    yield open_playground
    assert [page.complaints for page in pages] == [[] for _ in pages]


def run(page, *calls, place=0):
    """Make calls of the interface, and return what the last one gives."""
    steps = "; ".join(f"result = p.{call}" for call in calls)
    return page.evaluate(
        f"() => {{ const p = document.querySelectorAll('.playground')[{place}].playground;"
        f" let result; {steps}; return result }}"
    )


def part(page, name, place=0):
    return page.locator(".playground").nth(place).locator(f"[data-pg={name}]")


def setting(page, name):
    return page.locator(f"[data-setting={name}]").first


def wait_for_epoch(page, epoch, place=0):
    """Until the playground is at least so far."""
    page.wait_for_function(
        "([place, epoch]) => Number(document.querySelectorAll('[data-pg=epoch]')[place]"
        ".textContent) >= epoch",
        arg=[place, epoch],
        timeout=60_000,
    )


def pictures(page, *names):
    return [part(page, name).evaluate("canvas => canvas.toDataURL()") for name in names]


def network_of(state):
    net = SimpleNeuralNetwork(2, len(state["b1"]), 3)
    net.W1, net.b1 = np.reshape(state["W1"], (2, -1)), np.array(state["b1"])
    net.W2, net.b2 = np.reshape(state["W2"], (-1, 3)), np.array(state["b2"])
    return net


def data_of(state, part):
    return np.reshape(state[f"X_{part}"], (-1, 2)), np.array(state[f"y_{part}"])


def assert_same_run(state, history, net):
    """The state of the page has this history and these weights, which the library computed."""
    assert state["history"].keys() == history.keys()
    for name, column in history.items():
        np.testing.assert_allclose(state["history"][name], column, **EXACT, err_msg=name)
    assert_same_weights(state, net, **EXACT)


def assert_same_weights(state, net, **within):
    for name in ("W1", "b1", "W2", "b2"):
        weights = getattr(network_of(state), name)
        np.testing.assert_allclose(weights, getattr(net, name), **within, err_msg=name)


def random_settings(seed):
    rng = np.random.default_rng(seed)
    return {
        "learning_rate": float(10 ** rng.uniform(-3, -0.5)),
        "temperature": float(10 ** rng.uniform(-1, 1)),
        "spread": float(rng.uniform(0.3, 2)),
        "n_train": int(10 ** rng.uniform(0, 3.2)),
        "hidden_dim": int(2 ** rng.uniform(0, 7)),
        "seed": int(rng.integers(2**40)),
    }


# Its numbers are the library's ------------------------------------------------------------------


def test_default_run_is_that_of_the_library_at_every_epoch(page):
    state = run(page, "advance(200)", "state()")
    default = train_once(42)
    assert state["settings"] == DEFAULTS
    assert state["epoch"] == 200
    assert_same_run(state, default.history, default.net)


@pytest.mark.parametrize("seed", range(50))
def test_any_run_is_that_of_the_library(page, seed):
    given = random_settings(seed)
    before = run(page, f"set({given})", "state()")
    assert before["settings"] == given
    assert_draws_are_those_of_numpy(before, given)
    after = run(page, "advance(60)", "state()")
    net = network_of(before)
    X_test, y_test = data_of(before, "test")
    history = train_and_track(
        *data_of(before, "train"),
        X_test,
        y_test,
        net=net,
        n_epochs=60,
        learning_rate=given["learning_rate"],
        test_targets=bayes_posterior(X_test, std=given["spread"]),
    )
    assert_same_run(after, history, net)
    assert_calibration_is_that_of_the_library(after, net)


def assert_draws_are_those_of_numpy(state, given):
    n, seed, spread = given["n_train"], given["seed"], given["spread"]
    X, y = generate_data(n + 300, seed, std=spread)
    net = SimpleNeuralNetwork(2, given["hidden_dim"], 3, seed)
    drawn = {"train": (X[:n], y[:n]), "test": (X[n:], y[n:])}
    drawn["validation"] = generate_data(1500, seed + 1, std=spread)
    for name, (features, labels) in drawn.items():
        np.testing.assert_allclose(data_of(state, name)[0], features, rtol=0, atol=1e-12)
        np.testing.assert_array_equal(data_of(state, name)[1], labels)
    assert_same_weights(state, net, rtol=0, atol=1e-12)


def assert_calibration_is_that_of_the_library(state, net):
    """Everything that is shown at the temperature, and the temperature that is best."""
    X, y = data_of(state, "test")
    T, shown = state["settings"]["temperature"], state["at_temperature"]
    probs = softmax(net.logits(X) / T)
    truth = bayes_posterior(X, std=state["settings"]["spread"])
    wanted = temperature_analysis(net, X, y, T)
    names = {"entropy": "prediction_entropy", "confidence": "prediction_confidence"}
    names |= {"cross_entropy": "test_loss", "accuracy": "test_accuracy", "calibration_error": "ece"}
    names |= {"mutual_information": "mutual_information"}
    for theirs, ours in names.items():
        np.testing.assert_allclose(shown[ours], wanted[theirs][0], **EXACT, err_msg=ours)
    np.testing.assert_allclose(shown["kl_divergence"], compute_kl_divergence(truth, probs), **EXACT)
    np.testing.assert_allclose(shown["conditional_entropy"], compute_entropy(truth), **EXACT)
    curve = reliability_curve(y, probs)
    for name in ("count", "confidence", "accuracy"):
        bins = [row[name] for row in shown["reliability"]]
        np.testing.assert_allclose(bins, curve[name][curve["count"] > 0], **EXACT)
    try:
        X, y = data_of(state, "validation")
        best = optimal_temperature(net.logits(X), y)
    except ValueError:
        assert shown["optimal_temperature"] is None
    else:
        np.testing.assert_allclose(shown["optimal_temperature"], best, rtol=1e-9)


def test_overflow_stops_where_the_library_stops(page):
    for rate in (30, 1000):
        with pytest.raises(FloatingPointError) as error:
            train_once(42, learning_rate=rate)
        state = run(page, f"set({{learning_rate: {rate}}})", "advance(200)", "state()")
        assert state["overflow"] == error.value.epoch == state["epoch"] + 1
        assert np.isfinite(state["W1"]).all()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("{learning_rate: 0}", "learning_rate must be a number from 0.000001 to 1000000, got 0"),
        ("{temperature: NaN}", "temperature must be a number from 0.01 to 100"),
        ("{spread: '1'}", 'spread must be a number from 0.05 to 20, got "1"'),
        ("{n_train: 0.5}", "n_train must be a whole number from 1 to 20000, got 0.5"),
        ("{hidden_dim: 1e9}", "hidden_dim must be a whole number"),
        ("{rate: 1}", "settings are learning_rate,temperature"),
    ],
)
def test_a_bad_setting_is_refused_and_loses_nothing(page, given, wanted):
    before = run(page, "set({seed: 7, temperature: 2})", "advance(20)", "state()")
    message = page.evaluate(
        f"() => {{ try {{ document.querySelector('.playground').playground.set({given}) }}"
        " catch (error) { return error.message } }"
    )
    assert wanted in message
    assert run(page, "state()") == before


# It can be used ---------------------------------------------------------------------------------


def test_nothing_starts_by_itself_and_play_pauses_after_200_updates(page):
    page.wait_for_timeout(300)
    assert run(page, "state()")["epoch"] == 0
    assert "guess" in part(page, "status").inner_text()
    part(page, "play").click()
    assert part(page, "play").inner_text() == "Pause"
    wait_for_epoch(page, 5)
    part(page, "play").click()
    paused = run(page, "state()")["epoch"]
    assert 5 <= paused < 200
    page.wait_for_timeout(200)
    assert run(page, "state()")["epoch"] == paused
    run(page, "play()")
    wait_for_epoch(page, 200)
    page.wait_for_timeout(200)
    state = run(page, "state()")
    assert state["epoch"] == 200
    assert part(page, "play").inner_text() == "Play"
    kl = state["at_temperature"]["kl_divergence"]
    assert f"{kl:.3f} avoidable" in part(page, "status").inner_text()
    assert f"{kl:.3f} avoidable" in part(page, "bill").get_attribute("aria-label")


def test_the_keyboard_alone_reaches_every_control(page):
    page.locator("body").click(position={"x": 5, "y": 5})
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement; return [e.dataset.pg ?? e.dataset.setting ??"
            " e.textContent, getComputedStyle(e).outlineStyle] }"
        )
        if focused[0] in reached or page.evaluate("document.activeElement === document.body"):
            break
        reached.append(focused[0])
        assert focused[1] != "none", focused[0]
    ranges = [name for name in SETTINGS if "stops" in SETTINGS[name]]
    wanted = {"play", "step", "restart", *NAMED, "training", "folds", *ranges}
    assert set(reached) >= wanted | {"seed", "ghost", "link", "sample"}
    part(page, "play").focus()
    page.keyboard.press("Space")
    wait_for_epoch(page, 3)
    page.keyboard.press("Space")
    assert part(page, "play").inner_text() == "Play"
    before = run(page, "state()")
    setting(page, "learning_rate").press("ArrowRight")
    wait_for_epoch(page, before["epoch"])
    after = run(page, "state()")
    assert after["settings"] == before["settings"] | {"learning_rate": 0.07}
    assert after["epoch"] == before["epoch"]
    assert setting(page, "learning_rate").get_attribute("aria-valuetext") == "η = 0.07"
    setting(page, "temperature").press("End")
    assert run(page, "state()")["settings"]["temperature"] == 10
    part(page, "step").press("Enter")
    assert run(page, "state()")["epoch"] == before["epoch"] + 1
    part(page, "restart").press("Enter")
    assert run(page, "state()")["epoch"] == 0


def test_every_control_has_a_name(page):
    for role, names in {
        "button": ["Play", "One update", "Restart", *NAMED, "New seed", "Set T to T*"],
        "slider": ["learning rate", "temperature", "training", "hidden layer", "point at it"],
        "link": ["Link to this run"],
        "checkbox": ["training samples", "fold lines", "keep this run as a ghost"],
        "img": ["Map of the plane", "The bill: ", "The triangle", "Reliability at T = 1"],
    }.items():
        for name in names:
            assert page.get_by_role(role, name=name).count() == 1, (role, name)


def test_best_temperature_is_taken_at_a_click(page):
    memorise = "set({n_train: 60, hidden_dim: 128, learning_rate: 0.5})"
    state = run(page, memorise, "advance(500)", "state()")
    best = state["at_temperature"]["optimal_temperature"]
    assert best > 1.5
    part(page, "best").click()
    assert f"at T = {best:.3g} a label costs" in part(page, "status").inner_text()
    after = run(page, "state()")
    assert after["settings"]["temperature"] == best
    assert after["W1"] == state["W1"]
    assert after["at_temperature"]["ece"] < state["at_temperature"]["ece"]
    assert setting(page, "temperature").get_attribute("aria-valuetext") == f"T = {best:.3g}"


def test_overflow_is_said_and_a_smaller_rate_offered(page):
    page.get_by_role("button", name="Too fast").click()
    part(page, "smaller").wait_for()
    assert "overflowed" in part(page, "status").inner_text()
    assert "NaN" not in page.locator(".pg-live").inner_text()
    part(page, "smaller").click()
    wait_for_epoch(page, 5)
    run(page, "pause()")
    state = run(page, "state()")
    assert (state["settings"]["learning_rate"], state["overflow"]) == (0.5, None)
    assert not part(page, "smaller").is_visible()


def test_pointing_at_a_sample_lights_it_everywhere(page):
    run(page, "advance(200)")
    part(page, "sample").fill("104")  # nearly as likely A as C
    views = ("map", "simplex", "reliability")
    canvas = part(page, "map").bounding_box()
    X = np.reshape(run(page, "state()")["X_test"], (-1, 2))
    chosen = int(np.argmin(X @ [1, 1]))  # far from the others
    x, y = (X[chosen] + 6) / 12 * canvas["width"]
    before = pictures(page, *views)
    part(page, "map").hover(position={"x": x, "y": canvas["height"] - y})
    assert part(page, "which").inner_text().startswith(f"sample {chosen + 1},")
    lit = pictures(page, *views)
    assert not set(before) & set(lit)
    truth = bayes_posterior(X[[chosen]])[0]
    shown = page.locator("[data-share]").all_inner_texts()[::2]
    assert shown == [f"{share:.3f}" for share in truth]
    page.mouse.move(1, 1)
    assert pictures(page, *views) == lit
    part(page, "sample").press("Home")
    assert part(page, "sample").get_attribute("aria-valuetext").startswith("sample 1, label ")


def test_samples_folds_and_a_ghost_are_drawn_on_demand(open_playground):
    page = open_playground()
    run(page, "advance(30)")
    seen = pictures(page, "map")
    for name in ("folds", "training"):
        part(page, name).check()
        seen += pictures(page, "map")
    assert len(set(seen)) == 3
    part(page, "ghost").check()
    kl = run(page, "state()")["at_temperature"]["kl_divergence"]
    run(page, "set({learning_rate: 0.5})", "advance(30)")
    assert f"ghost {kl:.3f}" in page.locator("[data-number=kl_divergence]").inner_text()
    assert part(page, "kept").is_visible()
    with_ghost = pictures(page, "map", "bill", "curves")
    part(page, "ghost").uncheck()
    assert not set(with_ghost) & set(pictures(page, "map", "bill", "curves"))


def test_a_link_shows_the_same_run_elsewhere(open_playground):
    both = playground(), playground(small=True, seed=5)
    first = open_playground(*both)
    assert "#" not in first.url
    run(first, "set({n_train: 60, seed: 3, hidden_dim: 5})")
    setting(first, "spread").press("ArrowRight")
    part(first, "step").click()
    part(first, "link").click()
    link = first.url
    assert run(first, "state()", place=1)["settings"]["seed"] == 5
    second = open_playground(*both, hash="#" + link.split("#")[1])
    wait_for_epoch(second, 1)
    assert run(second, "state()") == run(first, "state()")
    assert run(second, "state()", place=1)["epoch"] == 0
    second.evaluate("location.hash = '#playground-2?n_train=30&epoch=4'")
    wait_for_epoch(second, 4, place=1)
    assert run(second, "state()", place=1)["settings"] == DEFAULTS | {"n_train": 30}
    assert run(second, "state()") == run(first, "state()")
    second.evaluate("location.hash = '#playground?n_train=many'")
    part(second, "status").filter(has_text="n_train must be").wait_for()


def test_a_hidden_tab_does_not_train(open_playground):
    page = open_playground()
    hide = """value => {
        Object.defineProperty(document, "hidden", { value, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    run(page, "set({learning_rate: 0.001})", "play()")
    wait_for_epoch(page, 2)
    page.evaluate(hide, True)
    epoch = run(page, "state()")["epoch"]
    page.wait_for_timeout(700)
    assert run(page, "state()")["epoch"] == epoch
    page.evaluate(hide, False)
    wait_for_epoch(page, epoch + 2)


def test_reduced_motion_leaps(open_playground):
    page = open_playground(reduced_motion="reduce")
    part(page, "epoch").evaluate(
        "place => { window.seen = []; new MutationObserver(() => seen.push("
        "Number(place.textContent))).observe(place, {childList: true}) }"
    )
    part(page, "play").click()
    wait_for_epoch(page, 60)
    assert page.evaluate("seen.filter((epoch) => epoch % 30)") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_playground, scheme):
    page = open_playground()
    page.evaluate("scheme => (document.documentElement.dataset.theme = scheme)", scheme)
    run(page, "set({learning_rate: 100})", "advance(200)")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("() => axe.run({resultTypes: ['violations']})")["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


def test_pictures_follow_the_theme(open_playground):
    page = open_playground()
    views = ("map", "bill", "curves", "simplex")
    light = pictures(page, *views)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_timeout(100)
    assert not set(light) & set(pictures(page, *views))


@pytest.mark.parametrize(
    ("width", "scale", "touch"), [(360, 3, True), (640, 2, False), (1280, 1, False)]
)
def test_every_screen_has_room_for_it(open_playground, width, scale, touch):
    page = open_playground(width=width, device_scale_factor=scale, has_touch=touch, is_mobile=touch)
    run(page, "set({learning_rate: 100})", "advance(100)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    least = 44 if touch else 24
    sizes = page.locator(".pg-live :is(button, input[type=range], .pg-check)").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => [e.offsetWidth, e.offsetHeight])"
    )
    assert len(sizes) >= 20
    assert np.min(sizes) >= least
    texts = page.locator(".pg-live *").evaluate_all(
        "all => all.filter(e => e.textContent).map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(texts) >= 11
    for name in ("map", "bill", "curves", "simplex", "reliability"):
        size = part(page, name).evaluate("c => [c.width, c.height, c.clientWidth, c.clientHeight]")
        np.testing.assert_allclose(size[:2], np.multiply(size[2:], scale), atol=1)
    if touch:
        canvas = part(page, "map").bounding_box()
        before = part(page, "which").inner_text()
        part(page, "map").tap(position={"x": canvas["width"] / 4, "y": canvas["height"] * 0.58})
        assert part(page, "which").inner_text() != before


def test_the_small_form_plays(open_playground):
    page = open_playground(playground(small=True))
    assert not setting(page, "spread").is_visible()
    part(page, "play").click()
    wait_for_epoch(page, 3)


def test_without_scripts_a_picture_and_a_sentence_stand(open_page, address):
    url = address(playground())
    page = open_page(url, origin=url, java_script_enabled=False)
    assert page.locator(".pg-still svg").is_visible()
    assert not page.locator(".pg-live").is_visible()
    assert re.search(r"0\.015 avoidable.*scripts", page.locator(".pg-still p").inner_text())


def test_on_paper_the_picture_stands(open_playground):
    page = open_playground()
    page.emulate_media(media="print")
    assert page.locator(".pg-still svg").is_visible()
    assert not page.locator(".pg-live").is_visible()


def test_it_trains_in_jupyterlab_and_leaves_the_address_alone(lab, open_page):  # noqa: F811
    page = open_page(f"{lab}/lab/tree/book/playground.ipynb", origin=lab)
    # Cells that are run before the kernel has answered are dropped without a word.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.locator(".jp-OutputArea .playground .pg-live").wait_for(timeout=60_000)
    part(page, "play").click()
    wait_for_epoch(page, 5)
    part(page, "play").click()
    setting(page, "learning_rate").press("ArrowRight")
    assert run(page, "state()")["settings"]["learning_rate"] == 0.07
    assert page.locator(".playground").count() == 1
    assert not part(page, "link").is_visible()
    assert "#" not in page.url


RANDOM_ACTIONS = """async ([seed, count]) => {
  const box = document.querySelector(".playground");
  let state = seed;
  const draw = (n) => (state = (state * 48271) % 2147483647) % n;
  const shown = (e) => e.checkVisibility() && !e.disabled;
  const names = [];
  for (let i = 0; i < count; i++) {
    const all = [...box.querySelectorAll("button, a, input, canvas")].filter(shown);
    const one = all[draw(all.length)];
    names.push(one.dataset.pg ?? one.dataset.setting ?? one.textContent);
    if (one.type === "range") {
      const extremes = [one.min, one.max, draw(Number(one.max) + 1)];
      one.value = extremes[draw(3)];
      one.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (one.tagName === "CANVAS") {
      const { left, top, width, height } = one.getBoundingClientRect();
      const [clientX, clientY] = [left + draw(width | 0), top + draw(height | 0)];
      const at = { clientX, clientY, bubbles: true };
      one.dispatchEvent(new PointerEvent("pointermove", at));
      if (draw(2)) one.dispatchEvent(new MouseEvent("click", at));
    } else one.click();
    if (draw(4) === 0) await new Promise(requestAnimationFrame);
    const text = box.querySelector(".pg-live").innerText;
    if (/NaN|undefined|null/.test(text)) throw new Error(`${names.slice(-5)}: ${text}`);
  }
}"""


def test_random_actions_break_nothing_and_leave_nothing_behind(open_playground):
    page = open_playground()
    devtools = page.context.new_cdp_session(page)

    def used():
        run(page, "set()")
        devtools.send("HeapProfiler.collectGarbage")
        return devtools.send("Runtime.getHeapUsage")["usedSize"]

    page.evaluate(RANDOM_ACTIONS, [1, 20])
    before = used()
    page.evaluate(RANDOM_ACTIONS, [2, 80])
    assert used() < before + 5e6
