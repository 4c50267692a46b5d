// One playground: its run, its controls, its address, and what it says in words. What the element
// offers to scripts is described in page.py.

const STOPS = [200, 500, 1000, 2000, 5000, 10000]; // where the curves end, and playing pauses
const LAST = STOPS.at(-1); // no run is longer
const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");
const DEFAULTS = Object.fromEntries(Object.entries(SETTINGS).map(([k, s]) => [k, s.default]));

function fits(name, value) {
  const { low, high, whole } = SETTINGS[name];
  return (whole ? Number.isInteger : Number.isFinite)(value) && value >= low && value <= high;
}

// The defaults with what is given in their place; an error says what was given and what is wanted.
function checked(given) {
  for (const [name, value] of Object.entries(given)) {
    const known = Object.hasOwn(SETTINGS, name);
    if (!known) throw new RangeError(`settings are ${Object.keys(SETTINGS)}; got ${name}`);
    const { low, high, whole } = SETTINGS[name];
    const wanted = `${whole ? "a whole number" : "a number"} from ${low} to ${high}`;
    const error = `${name} must be ${wanted}, got ${JSON.stringify(value) ?? value}`;
    if (!fits(name, value)) throw new RangeError(error);
  }
  return { ...DEFAULTS, ...given };
}

const nearest = (distances) => distances.indexOf(Math.min(...distances));

class Playground {
  constructor(box) {
    this.box = box;
    this.parts = Object.fromEntries(this.all("pg").map((part) => [part.dataset.pg, part]));
    this.places = {}; // of the test samples, in each picture that can be pointed at
    const place = [...document.querySelectorAll(".playground")].indexOf(box);
    this.key = `#playground${place ? `-${place + 1}` : ""}`; // of this one in the address
    this.whole = !box.classList.contains("pg-small");
    this.parts.sample.value = 104; // in the default run it lies between A and C
    this.set(JSON.parse(box.dataset.start));
    this.listen();
    this.parts.link.hidden = box.closest(".jp-OutputArea"); // a notebook's address is its own
    [this.parts.still.hidden, this.parts.live.hidden] = [true, false];
    this.readAddress();
  }

  all(name) {
    return [...this.box.querySelectorAll(`[data-${name}]`)];
  }

  // The run -------------------------------------------------------------------------------------

  set(settings = {}) {
    this.run = startRun(checked(settings)); // where it fails, nothing is lost
    this.pause();
  }

  // Make updates until `goal`: one in each frame, or in a hurry as many as there is time for.
  go(goal, playing) {
    Object.assign(this, { goal: Math.min(goal, LAST), playing });
    this.draw();
    this.tick();
  }

  tick() {
    cancelAnimationFrame(this.frame);
    const { run, goal, playing, box } = this;
    if (goal === null || document.hidden || !box.isConnected) return;
    const end = performance.now() + (playing ? 0 : 12);
    while (run.epoch < goal && update(run) && performance.now() < end);
    if (run.epoch >= goal || run.overflow) return this.pause();
    if (!REDUCED.matches || run.epoch % 30 === 0) this.draw();
    this.frame = requestAnimationFrame(() => this.tick());
  }

  play() {
    this.go(STOPS.find((stop) => stop > this.run.epoch) ?? LAST, true);
  }

  pause() {
    Object.assign(this, { goal: null, playing: false });
    this.settle();
  }

  advance(updates = 1) {
    const { run } = this;
    const goal = Math.min(run.epoch + updates, LAST);
    while (run.epoch < goal && update(run));
    this.pause();
  }

  // The reader moved a setting: the same stretch of training once more, or another look at it.
  change(name, value) {
    const { run, goal, playing } = this;
    const settings = checked({ ...run.settings, [name]: value });
    if (name === "temperature") {
      run.settings = settings;
      return this.settle();
    }
    this.set(settings);
    this.go(goal ?? run.epoch, playing);
  }

  state() {
    const { train, test, validation, seen, settings, epoch, overflow, history } = this.run;
    const { probs, logProbs, bins: reliability, ...numbers } = this.now;
    const at_temperature = { ...numbers, conditional_entropy: test.entropy, reliability };
    const state = { settings, epoch, overflow, history, at_temperature };
    for (const [name, values] of Object.entries(seen.net)) state[name] = [...values];
    for (const [part, { X, y }] of Object.entries({ train, test, validation })) {
      Object.assign(state, { [`X_${part}`]: [...X], [`y_${part}`]: [...y] });
    }
    return structuredClone(state);
  }

  // The controls --------------------------------------------------------------------------------

  listen() {
    const { box, parts } = this;
    parts.play.onclick = () => (this.playing ? this.pause() : this.play());
    parts.step.onclick = () => this.advance();
    parts.restart.onclick = () => this.set(this.run.settings);
    parts.seed.onclick = () => this.change("seed", this.run.settings.seed + 1);
    parts.best.onclick = () => this.change("temperature", this.now.optimal_temperature);
    parts.smaller.onclick = () => {
      this.change("learning_rate", Number(parts.smaller.value));
      this.play();
      parts.play.focus();
    };
    for (const button of this.all("named")) {
      button.onclick = () => {
        this.set(JSON.parse(button.dataset.named));
        this.play();
      };
    }
    for (const range of this.all("setting")) {
      const { setting } = range.dataset;
      range.oninput = () => this.change(setting, SETTINGS[setting].stops[range.value]);
    }
    for (const view of [parts.map, parts.simplex]) {
      view.onpointermove = view.onclick = (event) => this.pointAt(view, event);
    }
    parts.ghost.onchange = () => {
      const { now, run: { history, seen: { plane } } } = this;
      this.ghost = parts.ghost.checked && structuredClone({ now, history, plane });
      this.draw();
    };
    const draw = () => this.draw();
    for (const input of [parts.training, parts.folds, parts.sample]) input.oninput = draw;
    // Sizes, themes, tabs and other addresses come from outside; a theme moves the text's colour.
    new ResizeObserver(draw).observe(box);
    box.ontransitionend = draw;
    document.addEventListener("visibilitychange", () => this.tick());
    window.addEventListener("hashchange", () => this.readAddress());
  }

  // Mark the test sample nearest to a pointer, where there is one within a finger's breadth.
  pointAt(view, { offsetX, offsetY }) {
    const places = this.places[view.dataset.pg];
    const far = places.map(([x, y]) => Math.hypot(x - offsetX, y - offsetY));
    const marked = nearest(far);
    if (far[marked] >= 24 || marked === this.marked) return;
    this.parts.sample.value = marked;
    this.draw();
  }

  // The address of this run, and the run of an address.
  link() {
    const { settings, epoch } = this.run;
    const changed = Object.entries(settings).filter(([k, v]) => v !== DEFAULTS[k]);
    return `${this.key}?${new URLSearchParams([...changed, ["epoch", epoch]])}`;
  }

  readAddress() {
    const [key, query] = location.hash.split("?");
    if (key !== this.key || !query || location.hash === this.link()) return;
    const numbers = [...new URLSearchParams(query)].map(([name, value]) => [name, Number(value)]);
    const { epoch = 0, ...settings } = Object.fromEntries(numbers);
    this.box.scrollIntoView();
    try {
      this.set(settings);
      this.go(Math.round(epoch) || 0, false);
    } catch (error) {
      this.parts.status.textContent = `The address holds no run: ${error.message}.`;
    }
  }

  // What is seen --------------------------------------------------------------------------------

  draw() {
    const { box, parts, run, ghost, playing } = this;
    if (!box.isConnected) return;
    survey(run);
    this.now = measureNow(run);
    this.last = STOPS.find((stop) => stop >= run.epoch);
    this.marked = Number(parts.sample.value);
    const look = lookOf(box);
    for (const [name, picture] of Object.entries(PICTURES)) {
      if (parts[name].clientHeight) picture(begin(parts[name], look), this);
    }
    box.classList.toggle("pg-playing", playing);
    if (playing && parts.status.textContent !== WATCH) parts.status.textContent = WATCH;
    parts.epoch.textContent = run.epoch;
    parts.kept.hidden = !ghost;
    for (const cell of this.all("number")) {
      const { number, unit } = cell.dataset;
      const kept = ghost ? `\nghost ${nats(ghost.now[number])}` : "";
      const value = this.now[number];
      const far = number === "optimal_temperature" && value > SETTINGS.temperature.high;
      cell.textContent = `${far ? "over 100" : nats(value)}${unit}${kept}`;
    }
    parts.best.disabled = !fits("temperature", this.now.optimal_temperature);
    this.showSample();
  }

  // The sample that is pointed at: its two distributions, and what it costs.
  showSample() {
    const { parts, run: { test }, now, marked } = this;
    const own = (rows) => rows.subarray(marked * K, marked * K + K);
    const [p, q] = [own(test.truth), own(now.probs)];
    this.all("share").forEach((cell, i) => {
      cell.textContent = [p, q][i % 2][Math.floor(i / 2)].toFixed(3);
      cell.style.setProperty("--share", cell.textContent);
    });
    const which = `sample ${marked + 1}, label ${NAMES[test.y[marked]]}`;
    const bill = billWords(entropyOf(p), codeLength(p, own(now.logProbs)) - entropyOf(p));
    parts.which.textContent = which;
    parts.cost.textContent = `A label here costs ${bill}.`;
    parts.sample.ariaValueText = `${which}: ${bill}`;
  }

  // What changes only when the run comes to rest: the words, the sliders and the address.
  settle() {
    this.draw();
    const { parts, run: { settings, overflow } } = this;
    for (const range of this.all("setting")) {
      const name = range.dataset.setting;
      const far = SETTINGS[name].stops.map((stop) => Math.abs(Math.log(stop / settings[name])));
      range.value = nearest(far);
      range.ariaValueText = readout(settings, name);
    }
    for (const place of this.all("value")) {
      place.textContent = readout(settings, place.dataset.value);
    }
    parts.smaller.hidden = !overflow;
    parts.smaller.value = Math.min(settings.learning_rate / 10, 0.5);
    parts.smaller.textContent = `Try a learning rate of ${brief(Number(parts.smaller.value))}`;
    parts.link.href = this.link();
    parts.status.textContent = inWords(this);
    for (const [name, words] of Object.entries(alternatives(this))) parts[name].ariaLabel = words;
  }
}

// Not document.currentScript: a notebook may run the script elsewhere than where it stands.
document.querySelectorAll(".playground").forEach((box) => (box.playground ??= new Playground(box)));
