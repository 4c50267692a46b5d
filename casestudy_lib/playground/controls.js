// One playground: its run, its controls, its address, and what it says in words. What the element
// offers to scripts is described in page.py.

const LAST = 10000; // no run is longer
const MILESTONES = [200, 500, 1000, 2000, 5000, LAST]; // updates at which playing pauses
const SLICE = 12; // milliseconds of computing before the page may answer
const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");

const brief = (value) => `${Number(value.toPrecision(3))}`;
const readout = (name, value) => {
  const { form, whole } = SETTINGS[name];
  return form.replace("{}", whole ? value : brief(value));
};

function nats(value) {
  if (value === null) return "none";
  if (!Number.isFinite(value)) return "∞";
  return Math.abs(value) < 1000 ? value.toFixed(3) : value.toExponential(0).replace("+", "");
}

// The defaults with what is given in their place; an error says what was given and what is wanted.
function checked(given) {
  const complete = Object.entries(SETTINGS).map(([name, setting]) => [name, setting.default]);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(SETTINGS, name)) {
      throw new RangeError(`settings are ${Object.keys(SETTINGS).join(", ")}; got ${name}`);
    }
    const { low, high, whole } = SETTINGS[name];
    const fits = typeof value === "number" && value >= low && value <= high;
    if (fits && (!whole || Number.isInteger(value))) continue;
    const wanted = `${whole ? "a whole number" : "a number"} from ${low} to ${high}`;
    throw new RangeError(`${name} must be ${wanted}, got ${JSON.stringify(value) ?? value}`);
  }
  return { ...Object.fromEntries(complete), ...given };
}

class Playground {
  constructor(box) {
    this.box = box;
    this.find = (name) => box.querySelector(`[data-pg="${name}"]`);
    this.ranges = [...box.querySelectorAll("[data-setting]")];
    const place = [...document.querySelectorAll(".playground")].indexOf(box);
    this.key = `playground${place ? `-${place + 1}` : ""}`; // of this one in the address
    const whole = !box.classList.contains("pg-small");
    this.scene = { samples: "test", folds: false, ghost: null, whole };
    this.until = MILESTONES[0];
    box.querySelector(".pg-still").hidden = true;
    box.querySelector(".pg-live").hidden = false;
    this.find("link").hidden = box.closest(".jp-OutputArea"); // a notebook's address is its own
    this.begin(checked(JSON.parse(box.dataset.start)));
    this.listen();
    this.watch();
    this.readAddress();
  }

  // The run -------------------------------------------------------------------------------------

  begin(settings) {
    const { scene } = this;
    const before = scene.run?.settings;
    const run = startRun(settings); // first, so that nothing is lost where it fails
    const same = ["seed", "spread", "n_train"].every((name) => before?.[name] === settings[name]);
    if (!same) scene.pinned = mostAmbiguous(run.test.truth);
    Object.assign(scene, { run, T: settings.temperature, hovered: null });
    this.pause();
  }

  set(settings) {
    const complete = checked(settings);
    this.until = MILESTONES[0];
    this.begin(complete);
  }

  // Make updates until `goal`: so many in each frame, or in a hurry as many as there is time for.
  go(goal, { hurry = false } = {}) {
    Object.assign(this, { goal: Math.min(goal, LAST), hurry, moving: true });
    this.showPlaying(!hurry);
    this.tick();
  }

  tick() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    if (!this.moving || !this.box.isConnected) return;
    const leaps = REDUCED.matches && !this.hurry; // few pictures, twenty updates apart
    if (!document.hidden) {
      const { run } = this.scene;
      const start = performance.now();
      let left = this.hurry ? Infinity : Number(this.find("speed").value) * (leaps ? 20 : 1);
      let goesOn = true;
      while (goesOn && left-- > 0 && run.epoch < this.goal) {
        goesOn = update(run);
        if (!leaps && performance.now() - start > SLICE) break;
      }
      if (!goesOn || run.epoch >= this.goal) return this.pause();
      this.draw();
    }
    if (leaps || document.hidden) this.timer = setTimeout(() => this.tick(), 500);
    else this.frame = requestAnimationFrame(() => this.tick());
  }

  play() {
    const { epoch } = this.scene.run;
    this.go([this.until, ...MILESTONES].find((goal) => goal > epoch) ?? LAST);
  }

  pause() {
    this.moving = false;
    this.showPlaying(false);
    this.settle();
  }

  seek(epoch) {
    const { run } = this.scene;
    if (epoch < run.epoch || run.overflow) goBack(run, epoch);
    this.go(epoch, { hurry: true });
  }

  advance(updates) {
    if (!Number.isInteger(updates) || updates < 0) {
      throw new RangeError(`updates must be a whole number from 0 on, got ${updates}`);
    }
    const { run } = this.scene;
    for (let i = 0; i < updates && run.epoch < LAST && update(run); i++);
    this.pause();
  }

  settings() {
    return { ...this.scene.run.settings, temperature: this.scene.T };
  }

  // The reader moved a setting: the same stretch of training once more, or another look at it.
  change(name, value) {
    const settings = checked({ ...this.settings(), [name]: value });
    if (name === "temperature") {
      this.scene.T = value;
      return this.moving ? this.showSettings() : this.settle();
    }
    const playing = this.moving && !this.hurry;
    const reached = this.moving ? this.goal : this.scene.run.epoch;
    this.begin(settings);
    if (playing) this.play();
    else this.seek(reached);
  }

  startNamed({ settings = {}, until = MILESTONES[0], speed = 1, samples = "test" }) {
    Object.assign(this, { until });
    this.find("speed").value = speed;
    this.find("samples").value = this.scene.samples = samples;
    this.begin(checked(settings));
    this.play();
  }

  state() {
    const { run, T } = this.scene;
    const { seen, bins, ...numbers } = measureAt(run, T);
    numbers.optimal_temperature = bestTemperature(run);
    const [n, { truth, X, y }] = [run.y.length, run.test];
    const arrays = { X_train: run.data.X.subarray(0, 2 * n), y_train: run.y, X_test: X, y_test: y };
    arrays.X_validation = run.validation.X;
    arrays.y_validation = run.validation.y;
    const lists = Object.entries({ ...arrays, ...run.net }).map(([k, v]) => [k, Array.from(v)]);
    const columns = Object.entries(run.history).map(([k, v]) => [k, v.slice(0, run.epoch + 1)]);
    return {
      ...Object.fromEntries(lists),
      settings: this.settings(),
      epoch: run.epoch,
      overflow: run.overflow,
      history: Object.fromEntries(columns),
      at_temperature: { ...numbers, conditional_entropy: truth.entropy, reliability: bins },
    };
  }

  // The controls --------------------------------------------------------------------------------

  listen() {
    const { box, find, scene } = this;
    const on = (name, type, act) => find(name).addEventListener(type, act);
    const touch = () => (this.touched = true); // only then does the page's address follow
    for (const type of ["click", "input"]) box.addEventListener(type, touch, true);
    on("play", "click", () => (this.moving && !this.hurry ? this.pause() : this.play()));
    on("step", "click", () => this.advance(1));
    on("restart", "click", () => this.seek(0));
    on("time", "input", ({ target }) => this.seek(Number(target.value)));
    on("best", "click", () => this.change("temperature", scene.now.optimal_temperature));
    on("seed", "click", () => this.change("seed", scene.run.settings.seed + 1));
    on("smaller", "click", () => {
      this.change("learning_rate", smallerRate(scene.run));
      this.play();
      find("play").focus();
    });
    on("samples", "change", ({ target }) => this.show({ samples: target.value }));
    on("folds", "change", ({ target }) => this.show({ folds: target.checked }));
    const keep = ({ target }) => this.show({ ghost: target.checked ? this.ghost() : null });
    on("ghost", "change", keep);
    on("link", "click", () => this.copyLink());
    on("sample", "input", ({ target }) => this.show({ pinned: Number(target.value) }));
    for (const range of this.ranges) {
      const { setting } = range.dataset;
      const act = () => this.change(setting, SETTINGS[setting].stops[range.value]);
      range.addEventListener("input", act);
    }
    for (const button of box.querySelectorAll("[data-named]")) {
      button.addEventListener("click", () => this.startNamed(JSON.parse(button.dataset.named)));
    }
    for (const name of ["map", "simplex"]) {
      const near = (event) => this.nearest(name, event);
      on(name, "pointermove", (event) => {
        const hovered = near(event);
        if (hovered !== scene.hovered) this.show({ hovered });
      });
      on(name, "pointerleave", () => this.show({ hovered: null }));
      on(name, "click", (event) => this.show({ pinned: near(event) ?? scene.pinned }));
    }
  }

  // Sizes, themes, tabs and other addresses come from outside.
  watch() {
    const draw = () => this.draw();
    new ResizeObserver(draw).observe(this.box);
    const themes = { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light"] };
    for (const element of [document.documentElement, document.body]) {
      new MutationObserver(draw).observe(element, themes);
    }
    new IntersectionObserver(([entry]) => {
      this.away = !entry.isIntersecting;
      draw();
    }).observe(this.box);
    document.addEventListener("visibilitychange", () => this.tick());
    addEventListener("hashchange", () => this.readAddress());
  }

  // The present run, to be seen behind later ones.
  ghost() {
    const { run, border, now } = this.scene;
    const columns = Object.entries(run.history).map(([name, values]) => [name, [...values]]);
    return { history: Object.fromEntries(columns), border, floor: run.test.truth.entropy, now };
  }

  show(change) {
    Object.assign(this.scene, change);
    this.draw();
  }

  // The test sample nearest to a pointer, within a finger's breadth, or null.
  nearest(name, event) {
    const { left, top } = this.find(name).getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const places = this.scene.places[name];
    const far = places.map((place) => Math.hypot(place[0] - x, place[1] - y));
    const best = far.indexOf(Math.min(...far));
    return far[best] < 24 ? best : null;
  }

  // The address ---------------------------------------------------------------------------------

  link() {
    const changed = Object.entries(this.settings()).filter(([k, v]) => v !== SETTINGS[k].default);
    return `#${this.key}?${new URLSearchParams([...changed, ["epoch", this.scene.run.epoch]])}`;
  }

  readAddress() {
    const [key, query] = location.hash.slice(1).split("?");
    if (key !== this.key || query === undefined) return;
    const numbers = [...new URLSearchParams(query)].map(([name, value]) => [name, Number(value)]);
    const { epoch = 0, ...settings } = Object.fromEntries(numbers);
    this.box.scrollIntoView();
    try {
      this.begin(checked(settings));
      this.until = Math.max(this.until, Math.min(epoch, LAST) || 0);
      this.seek(Number.isInteger(epoch) ? Math.max(epoch, 0) : 0);
    } catch (error) {
      this.find("status").textContent = `The address holds no run: ${error.message}.`;
    }
  }

  writeAddress() {
    if (!this.touched || this.find("link").hidden) return;
    try {
      history.replaceState(history.state, "", this.link());
    } catch {
      // a page without an address of its own, as some front ends show it
    }
  }

  async copyLink() {
    const [field, status] = [this.find("address"), this.find("status")];
    Object.assign(field, { value: location.href.split("#")[0] + this.link(), hidden: false });
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = "The link to this run is copied.";
    } catch {
      status.textContent = "The link to this run is selected: copy it.";
    }
  }

  // What is seen --------------------------------------------------------------------------------

  draw() {
    const { scene, find } = this;
    const { run } = scene;
    if (!this.box.isConnected || (this.away && this.moving)) return;
    Object.assign(scene, { look: lookOf(this.box), now: measureAt(run, scene.T) });
    if (scene.whole) scene.now.optimal_temperature = bestTemperature(run);
    scene.marked = scene.hovered ?? scene.pinned;
    scene.last = Math.max(this.until, run.history.epoch.length - 1);
    for (const [name, paint] of Object.entries(PICTURES)) paint(find(name), scene);
    find("epoch").textContent = run.epoch;
    Object.assign(find("time"), { max: scene.last, value: run.epoch });
    for (const cell of this.box.querySelectorAll("[data-number]")) {
      const { number, unit } = cell.dataset;
      const kept = scene.ghost ? `\nghost ${nats(scene.ghost.now[number])}` : "";
      cell.textContent = `${nats(scene.now[number])}${unit}${kept}`;
    }
    if (!scene.whole) return;
    const { low, high } = SETTINGS.temperature;
    const best = scene.now.optimal_temperature ?? NaN;
    find("best").disabled = !(best >= low && best <= high);
    find("heat").textContent = readout("temperature", scene.T);
    find("kept").hidden = !scene.ghost;
    this.showSample();
  }

  showPlaying(playing) {
    this.find("verb").textContent = playing ? "Pause" : "Play";
    this.box.classList.toggle("pg-playing", playing);
  }

  // The sample that is pointed at: its two distributions, and what it costs.
  showSample() {
    const { find } = this;
    const { marked, run, now } = this.scene;
    const part = (rows) => rows.subarray(marked * K, marked * K + K);
    const [p, q] = [part(run.test.truth.probs), part(now.seen.probs)];
    this.box.querySelectorAll("[data-share]").forEach((cell, i) => {
      const share = [p, q][i % 2][Math.floor(i / 2)];
      cell.textContent = share.toFixed(3);
      cell.style.setProperty("--share", share.toFixed(4));
    });
    const [cost, least] = [codeLength(p, part(now.seen.logProbs)), entropyOf(p)];
    const which = `sample ${marked + 1}, label ${NAMES[run.test.y[marked]]}`;
    const parts = `${nats(least)} unavoidable, ${nats(cost - least)} avoidable`;
    const bill = `costs ${nats(cost)} nats: ${parts}`;
    find("which").textContent = which;
    find("cost").textContent = `A label here ${bill}.`;
    const pairs = NAMES.map((name, k) => `${name} ${p[k].toFixed(3)} and ${q[k].toFixed(3)}`);
    const words = `${which}; truth and network: ${pairs.join(", ")}; ${bill}`;
    find("sample").setAttribute("aria-valuetext", words);
    find("sample").value = marked;
  }

  showSettings() {
    const settings = this.settings();
    for (const range of this.ranges) {
      const { setting: name } = range.dataset;
      const gaps = SETTINGS[name].stops.map((stop) => Math.abs(Math.log(stop / settings[name])));
      range.value = gaps.indexOf(Math.min(...gaps));
      range.setAttribute("aria-valuetext", readout(name, settings[name]));
      range.parentElement.querySelector("b").textContent = readout(name, settings[name]);
    }
    this.find("seedValue").textContent = readout("seed", settings.seed);
  }

  // What changes only when the run comes to rest: the words, the sliders and the address.
  settle() {
    const { scene, find } = this;
    this.draw();
    this.showSettings();
    find("time").setAttribute("aria-valuetext", `update ${scene.run.epoch} of ${scene.last}`);
    find("smaller").hidden = !scene.run.overflow;
    find("smaller").textContent = `Try a learning rate of ${brief(smallerRate(scene.run))}`;
    const words = inWords(scene);
    if (find("status").textContent !== words) find("status").textContent = words;
    for (const [name, alternative] of Object.entries(alternatives(scene))) {
      find(name).setAttribute("aria-label", alternative);
    }
    this.writeAddress();
  }
}

const smallerRate = ({ settings }) => Math.min(settings.learning_rate / 10, 0.5);

// The test sample whose truth is the least certain.
function mostAmbiguous({ probs }) {
  const largest = Array.from({ length: N_TEST }, (_, i) => probs[i * K + largestOf(probs, i)]);
  return largest.indexOf(Math.min(...largest));
}

// Not document.currentScript: a notebook may run the script elsewhere than where it stands.
document.querySelectorAll(".playground:not([data-awake])").forEach((box) => {
  box.dataset.awake = "";
  try {
    const own = new Playground(box);
    box.playground = {
      set: (settings = {}) => own.set(settings),
      advance: (updates = 1) => own.advance(updates),
      play: () => own.play(),
      pause: () => own.pause(),
      state: () => own.state(),
    };
  } catch (error) {
    box.querySelector(".pg-still").hidden = false;
    box.querySelector(".pg-live").hidden = true;
    console.error(error);
  }
});
