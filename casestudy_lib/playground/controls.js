// One playground: its run, its controls, its address, and what it says in words. What the element
// offers to scripts is described in page.py.

const STOPS = [200, 500, 1000, 2000, 5000, 10000]; // where the curves end, and playing pauses
const LAST = STOPS.at(-1); // no run is longer
const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");

function fits(name, value) {
  const { low, high, whole } = SETTINGS[name];
  return (whole ? Number.isInteger : Number.isFinite)(value) && value >= low && value <= high;
}

// The defaults with what is given in their place; an error says what was given and what is wanted.
function checked(given) {
  const settings = Object.fromEntries(Object.entries(SETTINGS).map(([k, s]) => [k, s.default]));
  for (const [name, value] of Object.entries(given)) {
    const known = Object.hasOwn(SETTINGS, name);
    if (!known) throw new RangeError(`settings are ${Object.keys(SETTINGS)}; got ${name}`);
    const { low, high, whole } = SETTINGS[name];
    const wanted = `${whole ? "a whole number" : "a number"} from ${low} to ${high}`;
    const error = `${name} must be ${wanted}, got ${JSON.stringify(value) ?? value}`;
    if (!fits(name, value)) throw new RangeError(error);
    settings[name] = value;
  }
  return settings;
}

class Playground {
  constructor(box) {
    this.box = box;
    this.parts = {};
    for (const part of box.querySelectorAll("[data-pg]")) this.parts[part.dataset.pg] = part;
    const place = [...document.querySelectorAll(".playground")].indexOf(box);
    this.key = `#playground${place ? `-${place + 1}` : ""}`; // of this one in the address
    const marked = 104; // a test sample of the default run that lies between A and C
    this.scene = { whole: !box.classList.contains("pg-small"), places: {}, marked };
    this.set(JSON.parse(box.dataset.start));
    this.listen();
    this.parts.link.hidden = box.closest(".jp-OutputArea"); // a notebook's address is its own
    [this.parts.still.hidden, this.parts.live.hidden] = [true, false];
    this.readAddress();
  }

  // The run -------------------------------------------------------------------------------------

  set(settings = {}) {
    this.scene.run = startRun(checked(settings)); // where it fails, nothing is lost
    this.pause();
  }

  // Make updates until `goal`: one in each frame, or in a hurry as many as there is time for.
  go(goal, hurry = false) {
    Object.assign(this, { goal: Math.min(goal, LAST), hurry, moving: true });
    this.draw();
    this.tick();
  }

  tick() {
    cancelAnimationFrame(this.frame);
    const { run } = this.scene;
    if (!this.moving || document.hidden || !this.box.isConnected) return;
    const start = performance.now();
    let goesOn;
    do goesOn = run.epoch < this.goal && update(run);
    while (goesOn && this.hurry && performance.now() < start + 12);
    if (!goesOn || run.epoch === this.goal) return this.pause();
    if (!REDUCED.matches || run.epoch % 30 === 0) this.draw();
    this.frame = requestAnimationFrame(() => this.tick());
  }

  play() {
    this.go(STOPS.find((stop) => stop > this.scene.run.epoch) ?? LAST);
  }

  pause() {
    this.moving = false;
    this.settle();
  }

  advance(updates = 1) {
    const { run } = this.scene;
    for (let i = 0; i < updates && run.epoch < LAST && update(run); i++);
    this.pause();
  }

  // The reader moved a setting: the same stretch of training once more, or another look at it.
  change(name, value) {
    const { run } = this.scene;
    const settings = checked({ ...run.settings, [name]: value });
    if (name === "temperature") {
      run.settings = settings;
      return this.settle();
    }
    const [goal, hurry] = this.moving ? [this.goal, this.hurry] : [run.epoch, true];
    this.set(settings);
    this.go(goal, hurry);
  }

  state() {
    const { train, test, validation, seen, settings, epoch, overflow, history } = this.scene.run;
    const { probs, logProbs, bins: reliability, ...numbers } = this.scene.now;
    const arrays = Object.entries(seen.net);
    for (const [name, { X, y }] of Object.entries({ train, test, validation })) {
      arrays.push([`X_${name}`, X], [`y_${name}`, y]);
    }
    const lists = Object.fromEntries(arrays.map(([name, values]) => [name, [...values]]));
    const at_temperature = { ...numbers, conditional_entropy: test.entropy, reliability };
    return structuredClone({ ...lists, settings, epoch, overflow, history, at_temperature });
  }

  // The controls --------------------------------------------------------------------------------

  listen() {
    const { box, parts, scene } = this;
    const on = (type, elements, act) => [elements].flat().forEach((element) =>
      element.addEventListener(type, (event) => act(element, event)));
    const draw = () => this.draw();
    on("click", parts.play, () => (this.moving && !this.hurry ? this.pause() : this.play()));
    on("click", parts.step, () => this.advance(1));
    on("click", parts.restart, () => this.set(scene.run.settings));
    on("click", parts.seed, () => this.change("seed", scene.run.settings.seed + 1));
    on("click", parts.best, () => this.change("temperature", scene.now.optimal_temperature));
    on("click", parts.smaller, () => {
      this.change("learning_rate", Number(parts.smaller.value));
      this.play();
      parts.play.focus();
    });
    on("click", [...box.querySelectorAll("[data-named]")], ({ dataset }) => {
      this.set(JSON.parse(dataset.named));
      this.play();
    });
    on("input", [...box.querySelectorAll("[data-setting]")], ({ dataset: { setting }, value }) =>
      this.change(setting, SETTINGS[setting].stops[value]));
    on("change", [parts.training, parts.folds], ({ dataset, checked }) =>
      this.draw({ [dataset.pg]: checked }));
    on("change", parts.ghost, ({ checked }) => {
      const { now, run: { history, seen: { plane } } } = scene;
      this.draw({ ghost: checked && structuredClone({ now, history, plane }) });
    });
    on("input", parts.sample, ({ value }) => this.draw({ marked: Number(value) }));
    for (const type of ["pointermove", "click"]) {
      on(type, [parts.map, parts.simplex], (view, event) => this.pointAt(view, event));
    }
    // Sizes, themes, tabs and other addresses come from outside; a theme moves the text's colour.
    new ResizeObserver(draw).observe(box);
    on("transitionend", box, draw);
    on("visibilitychange", document, () => this.tick());
    on("hashchange", window, () => this.readAddress());
  }

  // Mark the test sample nearest to a pointer, where there is one within a finger's breadth.
  pointAt(view, { offsetX, offsetY }) {
    const places = this.scene.places[view.dataset.pg];
    const far = places.map(([x, y]) => Math.hypot(x - offsetX, y - offsetY));
    const marked = far.indexOf(Math.min(...far));
    if (far[marked] < 24 && marked !== this.scene.marked) this.draw({ marked });
  }

  // The address of this run, and the run of an address.
  link() {
    const { settings, epoch } = this.scene.run;
    const changed = Object.entries(settings).filter(([k, v]) => v !== SETTINGS[k].default);
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
      this.go(Math.round(epoch) || 0, true);
    } catch (error) {
      this.parts.status.textContent = `The address holds no run: ${error.message}.`;
    }
  }

  // What is seen --------------------------------------------------------------------------------

  // Draw the scene, with what has changed in it.
  draw(change) {
    const { box, parts, scene } = this;
    if (!box.isConnected) return;
    const { run, ghost } = Object.assign(scene, change);
    survey(run);
    const last = STOPS.find((stop) => stop >= run.epoch);
    Object.assign(scene, { now: measureNow(run), last });
    if (scene.whole || !this.moving) scene.now.optimal_temperature = findBest(run);
    const look = lookOf(box);
    for (const [name, picture] of Object.entries(PICTURES)) {
      if (parts[name].clientHeight) picture(begin(parts[name], look), scene);
    }
    const playing = this.moving && !this.hurry;
    box.classList.toggle("pg-playing", playing);
    parts.verb.textContent = playing ? "Pause" : "Play";
    if (playing && parts.status.textContent !== WATCH) parts.status.textContent = WATCH;
    parts.epoch.textContent = run.epoch;
    parts.kept.hidden = !ghost;
    for (const cell of box.querySelectorAll("[data-number]")) {
      const { number, unit } = cell.dataset;
      const kept = ghost ? `\nghost ${nats(ghost.now[number])}` : "";
      cell.textContent = `${nats(scene.now[number])}${unit}${kept}`;
    }
    parts.best.disabled = !fits("temperature", scene.now.optimal_temperature);
    this.showSample();
  }

  // The sample that is pointed at: its two distributions, and what it costs.
  showSample() {
    const { box, parts, scene: { run: { test }, now, marked } } = this;
    const own = (rows) => rows.subarray(marked * K, marked * K + K);
    const [p, q] = [own(test.truth), own(now.probs)];
    box.querySelectorAll("[data-share]").forEach((cell, i) => {
      cell.textContent = [p, q][i % 2][Math.floor(i / 2)].toFixed(3);
      cell.style.setProperty("--share", cell.textContent);
    });
    const which = `sample ${marked + 1}, label ${NAMES[test.y[marked]]}`;
    const bill = billWords(entropyOf(p), codeLength(p, own(now.logProbs)));
    parts.which.textContent = which;
    parts.cost.textContent = `A label here costs ${bill}.`;
    Object.assign(parts.sample, { value: marked, ariaValueText: `${which}: ${bill}` });
  }

  // What changes only when the run comes to rest: the words, the sliders and the address.
  settle() {
    this.draw();
    const { box, parts, scene } = this;
    const { settings, overflow } = scene.run;
    for (const range of box.querySelectorAll("[data-setting]")) {
      const { setting: name } = range.dataset;
      const gaps = SETTINGS[name].stops.map((stop) => Math.abs(Math.log(stop / settings[name])));
      range.value = gaps.indexOf(Math.min(...gaps));
      range.ariaValueText = readout(name, settings[name]);
    }
    for (const place of box.querySelectorAll("[data-value]")) {
      place.textContent = readout(place.dataset.value, settings[place.dataset.value]);
    }
    parts.smaller.hidden = !overflow;
    parts.smaller.value = Math.min(settings.learning_rate / 10, 0.5);
    parts.smaller.textContent = `Try a learning rate of ${brief(Number(parts.smaller.value))}`;
    parts.link.href = this.link();
    parts.status.textContent = inWords(scene);
    for (const [name, words] of Object.entries(alternatives(scene))) parts[name].ariaLabel = words;
  }
}

// Not document.currentScript: a notebook may run the script elsewhere than where it stands.
document.querySelectorAll(".playground:not([data-awake])").forEach((box) => {
  box.dataset.awake = "";
  const own = new Playground(box);
  const offered = ["set", "advance", "play", "pause", "state"];
  box.playground = Object.fromEntries(offered.map((name) => [name, own[name].bind(own)]));
});
