// One playground: its run, its controls, its address, and what it says in words. The element with
// class "playground" offers set, advance, play, pause and state, see playground.py.

const decades = (from, to, digits) =>
  Array.from({ length: to - from }, (_, i) => digits.map((d) => Number(`${d}e${from + i}`))).flat();
const brief = (value) => `${Number(value.toPrecision(3))}`;

// What can be set: the stops of its slider, what else is allowed, and how a value is shown.
const SETTINGS = {
  learning_rate: {
    label: "learning rate",
    stops: [...decades(-3, 3, [1, 1.5, 2, 3, 5, 7]), 1000],
    allowed: [1e-6, 1e6],
    show: (value) => `η = ${brief(value)}`,
  },
  temperature: {
    label: "temperature",
    stops: [...decades(-1, 1, [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]), 10],
    allowed: [0.01, 100],
    show: (value) => `T = ${brief(value)}`,
  },
  spread: {
    label: "spread of each class",
    stops: [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2],
    allowed: [0.05, 20],
    show: (value) => `σ = ${brief(value)}`,
  },
  n_train: {
    label: "training samples",
    stops: [15, 30, 60, 90, 150, 200, 300, 450, 600, 900, 1200, 1800, 2400],
    allowed: [1, 20000],
    whole: true,
    show: (value) => `${value} samples`,
  },
  hidden_dim: {
    label: "hidden units",
    stops: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128],
    allowed: [1, 1000],
    whole: true,
    show: (value) => `${value} unit${value === 1 ? "" : "s"}`,
  },
  seed: { label: "seed", allowed: [0, 2 ** 53 - 2], whole: true, show: (value) => `seed ${value}` },
};

const PRESETS = [
  { name: "The chapter’s run" },
  { name: "Memorise", settings: { n_train: 90, hidden_dim: 128, learning_rate: 0.5 }, until: 3000,
    speed: 25, samples: "training" },
  { name: "Too slow", settings: { learning_rate: 0.001 } },
  { name: "Too fast", settings: { learning_rate: 100 } },
  { name: "Two units", settings: { hidden_dim: 2, learning_rate: 0.3 } },
  { name: "Narrow classes", settings: { spread: 0.5 } },
  { name: "Wide classes", settings: { spread: 2 } },
];

const NUMBERS = {
  loss: ["test loss", "nats"],
  kl_divergence: ["KL to the truth", "nats"],
  prediction_entropy: ["entropy", "nats"],
  prediction_confidence: ["confidence", ""],
  accuracy: ["accuracy", ""],
  mutual_information: ["I(X;Ŷ)", "nats"],
  ece: ["ECE", ""],
  optimal_temperature: ["best temperature T*", ""],
};

const LAST = 10000; // no run is longer
const MILESTONES = [200, 500, 1000, 2000, 5000, LAST]; // where playing pauses
const SLICE = 12; // milliseconds of computing before the page may answer
const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");

function nats(value) {
  if (value === null) return "none";
  if (!Number.isFinite(value)) return "∞";
  return Math.abs(value) < 1000 ? value.toFixed(3) : value.toExponential(1);
}

// The settings with what is given in place of the defaults; an error says what is wrong.
function checked(given) {
  for (const [name, value] of Object.entries(given)) {
    if (!(name in SETTINGS)) {
      throw new RangeError(`there is no setting ${name}; there are ${Object.keys(SETTINGS).join(", ")}`);
    }
    const { allowed, whole } = SETTINGS[name];
    const fits = typeof value === "number" && value >= allowed[0] && value <= allowed[1];
    if (fits && (!whole || Number.isInteger(value))) continue;
    const wanted = `${whole ? "a whole number" : "a number"} from ${allowed.join(" to ")}`;
    throw new RangeError(`${name} must be ${wanted}, got ${JSON.stringify(value) ?? value}`);
  }
  return { ...DEFAULTS, ...given };
}

class Playground {
  constructor(box) {
    this.box = box;
    this.find = (name) => box.querySelector(`[data-pg="${name}"]`);
    const place = [...document.querySelectorAll(".playground")].indexOf(box);
    this.key = `playground${place ? `-${place + 1}` : ""}`; // of this one in the address
    this.scene = { samples: "test", folds: false, ghost: null };
    this.moving = this.touched = false;
    this.until = MILESTONES[0];
    box.querySelector(".pg-still").hidden = true;
    box.querySelector(".pg-live").hidden = false;
    this.makeControls();
    this.begin(checked(JSON.parse(box.dataset.start)));
    this.listen();
    this.follow();
  }

  // The run -------------------------------------------------------------------------------------

  begin(settings) {
    this.pause({ quietly: true });
    const before = this.run?.settings;
    const run = startRun(settings); // first, so that nothing is lost where it fails
    Object.assign(this.scene, { run, T: settings.temperature });
    const same = ["seed", "spread", "n_train"].every((name) => before?.[name] === settings[name]);
    if (!same) this.scene.pinned = mostAmbiguous(run.test.truth);
    this.run = run;
    this.settle();
  }

  // Make updates until `goal`, as many in each frame as the speed says, or as there is time for.
  go(goal, { hurry = false } = {}) {
    Object.assign(this, { goal: Math.min(goal, LAST), hurry, moving: true });
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.tick();
  }

  tick() {
    if (!this.moving) return;
    if (!document.hidden) {
      const reduced = REDUCED.matches && !this.hurry;
      const speed = Number(this.find("speed").value) * (reduced ? 20 : 1);
      const start = performance.now();
      const time = () => reduced || performance.now() - start < SLICE;
      let goesOn = true;
      for (let i = 0; goesOn && this.run.epoch < this.goal && (this.hurry || i < speed) && time(); i++) {
        goesOn = update(this.run);
      }
      if (!goesOn || this.run.epoch >= this.goal) return this.pause();
      this.draw();
    }
    if (REDUCED.matches || document.hidden) this.timer = setTimeout(() => this.tick(), 500);
    else this.frame = requestAnimationFrame(() => this.tick());
  }

  play() {
    if (this.run.epoch >= LAST) return this.settle();
    const next = [this.until, ...MILESTONES].find((goal) => goal > this.run.epoch);
    this.go(next);
    if (this.moving) this.showPlaying(true);
  }

  pause({ quietly = false } = {}) {
    this.moving = false;
    this.showPlaying(false);
    if (!quietly) this.settle();
  }

  seek(epoch) {
    if (epoch < this.run.epoch || this.run.overflow) goBack(this.run, epoch);
    this.go(epoch, { hurry: true });
  }

  advance(updates) {
    if (!Number.isInteger(updates) || updates < 0) {
      throw new RangeError(`updates must be a whole number from 0 on, got ${updates}`);
    }
    for (let i = 0; i < updates && this.run.epoch < LAST && update(this.run); i++);
    this.pause();
  }

  // The reader changed a setting: the same stretch of training again, or another look at it.
  change(name, value) {
    const settings = checked({ ...this.run.settings, temperature: this.scene.T, [name]: value });
    if (name === "temperature") {
      this.scene.T = value;
      return this.settle();
    }
    const [epoch, played] = [this.run.epoch, this.moving && !this.hurry];
    const wanted = this.moving && this.hurry ? this.goal : epoch;
    this.begin(settings);
    if (played) this.play();
    else this.go(wanted, { hurry: true });
  }

  state() {
    const { run, scene } = this;
    const plain = ({ length, ...rest }) => Array.from({ length, ...rest });
    const [n, { X: X_test, y: y_test }] = [run.y.length, run.test];
    const { seen, bins, ...numbers } = measureAt(run, scene.T);
    const until = (column) => column.slice(0, run.epoch + 1);
    const arrays = { X_train: run.data.X.subarray(0, 2 * n), y_train: run.y, X_test, y_test };
    Object.assign(arrays, { X_validation: run.validation.X, y_validation: run.validation.y }, run.net);
    return JSON.parse(JSON.stringify({
      ...Object.fromEntries(Object.entries(arrays).map(([name, part]) => [name, Array.from(part)])),
      settings: { ...run.settings, temperature: scene.T },
      epoch: run.epoch,
      overflow: run.overflow,
      history: Object.fromEntries(Object.entries(run.history).map(([k, v]) => [k, until(v)])),
      at_temperature: { ...numbers, conditional_entropy: run.test.truth.entropy, reliability: bins },
    }));
  }

  // The controls --------------------------------------------------------------------------------

  makeControls() {
    const add = (parent, tag, rest) => parent.appendChild(Object.assign(document.createElement(tag), rest));
    for (const [i, preset] of PRESETS.entries()) {
      const button = add(this.box.querySelector(".pg-presets"), "button", { type: "button" });
      button.textContent = preset.name;
      button.dataset.preset = i;
    }
    this.ranges = {};
    for (const [name, { label, stops }] of Object.entries(SETTINGS)) {
      if (!stops) continue;
      const line = add(this.box.querySelector(".pg-settings"), "label", { className: "pg-setting" });
      const [text, output] = [add(line, "span", { textContent: `${label} ` }), null];
      this.ranges[name] = add(line, "input", { type: "range", min: 0, max: stops.length - 1 });
      Object.assign(this.ranges[name], { name, autocomplete: "off" });
      this.ranges[name].dataset.lmSuppressShortcuts = "true";
      add(text, "output", {});
    }
    for (const [name, [label]] of Object.entries(NUMBERS)) {
      const cell = add(this.find("numbers"), "div", {});
      add(cell, "dt", { textContent: label });
      const value = add(cell, "dd", {});
      value.dataset.pg = `number-${name}`;
      if (name === "optimal_temperature") {
        const button = add(cell, "dd", {}).appendChild(document.createElement("button"));
        Object.assign(button, { type: "button", textContent: "Set T to T*" });
        button.dataset.pg = "best";
      }
    }
    for (const [k, name] of NAMES.entries()) {
      const row = add(this.find("pair"), "tr", {});
      add(row, "th", { scope: "row", textContent: name }).dataset.k = k;
      for (const side of [0, 1]) add(add(row, "td", {}), "span", { className: side ? "pg-said" : "" });
    }
  }

  listen() {
    const { box, find, scene } = this;
    const on = (name, type, act) => find(name).addEventListener(type, act);
    for (const type of ["click", "input"]) box.addEventListener(type, () => (this.touched = true), true);
    on("play", "click", () => (this.moving && !this.hurry ? this.pause() : this.play()));
    on("step", "click", () => this.advance(1));
    on("restart", "click", () => this.seek(0));
    on("time", "input", (event) => this.seek(Number(event.target.value)));
    on("best", "click", () => this.change("temperature", scene.now.optimal_temperature));
    on("seed", "click", () => this.change("seed", this.run.settings.seed + 1));
    on("smaller", "click", () => {
      this.change("learning_rate", smallerRate(this.run.settings.learning_rate));
      this.play();
      find("play").focus();
    });
    on("samples", "change", (event) => this.show({ samples: event.target.value }));
    on("folds", "change", (event) => this.show({ folds: event.target.checked }));
    on("ghost", "click", () => this.show({ ghost: this.makeGhost() }));
    on("drop", "click", () => {
      this.show({ ghost: null });
      find("ghost").focus();
    });
    on("link", "click", () => this.copyLink());
    on("sample", "input", (event) => this.show({ pinned: Number(event.target.value) }));
    for (const [name, range] of Object.entries(this.ranges)) {
      range.addEventListener("input", () => this.change(name, SETTINGS[name].stops[range.value]));
    }
    box.querySelectorAll("[data-preset]").forEach((button) =>
      button.addEventListener("click", () => this.startPreset(PRESETS[button.dataset.preset])),
    );
    for (const name of ["map", "simplex"]) {
      const pointed = (event) => this.nearest(name, event);
      on(name, "pointermove", (event) => this.show({ hovered: pointed(event) }));
      on(name, "pointerleave", () => this.show({ hovered: null }));
      on(name, "click", (event) => this.show({ pinned: pointed(event) ?? scene.pinned }));
    }
  }

  // Sizes, themes and other addresses come from outside.
  follow() {
    const redraw = () => this.draw();
    new ResizeObserver(redraw).observe(this.box);
    const themes = { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light"] };
    for (const element of [document.documentElement, document.body]) {
      new MutationObserver(redraw).observe(element, themes);
    }
    new IntersectionObserver(([entry]) => {
      this.away = !entry.isIntersecting;
      if (!this.away) this.draw();
    }).observe(this.box);
    document.addEventListener("visibilitychange", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.tick());
    });
    addEventListener("hashchange", () => this.readAddress());
    this.readAddress();
  }

  startPreset({ settings = {}, until = MILESTONES[0], speed = 1, samples = "test" }) {
    this.until = until;
    this.find("speed").value = speed;
    this.find("samples").value = this.scene.samples = samples;
    this.begin(checked(settings));
    this.play();
  }

  makeGhost() {
    const { run, scene } = this;
    const history = Object.fromEntries(Object.entries(run.history).map(([k, v]) => [k, [...v]]));
    return { history, border: scene.border, floor: run.test.truth.entropy, now: scene.now };
  }

  show(change) {
    Object.assign(this.scene, change);
    this.draw();
  }

  // The test sample that is nearest to a pointer, within a finger's breadth.
  nearest(name, event) {
    const { left, top } = this.find(name).getBoundingClientRect();
    const { X } = this.run.test;
    const [x, y] = [event.clientX - left, event.clientY - top];
    const { fromPlace, onSimplex } = this.scene;
    const scale = 1 / Math.hypot(fromPlace(1, 0)[0] - fromPlace(0, 0)[0], 0);
    const to = name === "map" ? fromPlace(x, y) : [x, y];
    const far = Array.from({ length: N_TEST }, (_, i) =>
      name === "map"
        ? scale * Math.hypot(X[2 * i] - to[0], X[2 * i + 1] - to[1])
        : Math.hypot(onSimplex[i][0] - to[0], onSimplex[i][1] - to[1]),
    );
    const best = far.indexOf(Math.min(...far));
    return far[best] < 24 ? best : null;
  }

  // The address ---------------------------------------------------------------------------------

  link() {
    const entries = Object.entries({ ...this.run.settings, temperature: this.scene.T });
    const changed = entries.filter(([name, value]) => value !== DEFAULTS[name]);
    return `#${this.key}?${new URLSearchParams([...changed, ["epoch", this.run.epoch]])}`;
  }

  readAddress() {
    const [key, query] = location.hash.slice(1).split("?");
    if (key !== this.key || location.hash === this.written) return;
    const given = Object.fromEntries([...new URLSearchParams(query)].map(([k, v]) => [k, Number(v)]));
    const { epoch = 0, ...settings } = given;
    try {
      this.begin(checked(settings));
      this.until = Math.max(epoch, this.until);
      this.seek(Number.isInteger(epoch) && epoch > 0 ? epoch : 0);
    } catch (error) {
      this.find("status").textContent = `The address holds no run: ${error.message}.`;
    }
    this.box.scrollIntoView();
  }

  // A notebook's address is its own; and only what the reader touched changes the page's.
  writeAddress() {
    if (!this.touched || this.box.closest(".jp-OutputArea")) return;
    this.written = this.link();
    try {
      history.replaceState(history.state, "", this.written);
    } catch {
      // some front ends show pages without an address
    }
  }

  async copyLink() {
    this.writeAddress();
    const [field, link] = [this.find("address"), location.href.split("#")[0] + this.link()];
    Object.assign(field, { value: link, hidden: false });
    field.select();
    try {
      await navigator.clipboard.writeText(link);
      this.find("status").textContent = "The link to this run is copied.";
    } catch {
      this.find("status").textContent = "The link to this run is selected: copy it.";
    }
  }

  // What is seen --------------------------------------------------------------------------------

  look() {
    const style = getComputedStyle(this.box);
    const rgb = (colour) => (colour.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number);
    const [ink, paper] = [rgb(style.color), rgb(style.backgroundColor)];
    const dark = paper[0] + paper[1] + paper[2] < 384;
    const classes = COLOURS.classes.map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
    const stone = paper.map((value, i) => 0.62 * value + 0.38 * ink[i]);
    const ghost = dark ? [214, 160, 235] : [130, 50, 160];
    return { ink, paper, dark, classes, stone: stone.map(Math.round), ghost, font: style.fontFamily };
  }

  draw() {
    const { scene, run, find } = this;
    if (this.away) return;
    Object.assign(scene, { look: this.look(), now: measureAt(run, scene.T) });
    scene.marked = scene.hovered ?? scene.pinned;
    scene.last = Math.max(this.until, run.history.epoch.length - 1);
    drawMap(find("map"), scene);
    drawBill(find("bill"), scene);
    drawCurves(find("curves"), scene);
    drawSimplex(find("simplex"), scene);
    drawReliability(find("reliability"), scene);
    this.showNumbers();
    this.showSample();
  }

  showPlaying(playing) {
    this.find("verb").textContent = playing ? "Pause" : "Play";
    this.box.classList.toggle("pg-playing", playing);
  }

  showNumbers() {
    const { scene, run, find } = this;
    find("epoch").textContent = run.epoch;
    Object.assign(find("time"), { max: scene.last, value: run.epoch });
    for (const [name, [, unit]] of Object.entries(NUMBERS)) {
      const [value, kept] = [nats(scene.now[name]), scene.ghost && nats(scene.ghost.now[name])];
      const unitShown = scene.now[name] === null ? "" : ` ${unit}`;
      find(`number-${name}`).textContent = `${value}${unitShown}${kept ? ` · ghost ${kept}` : ""}`;
    }
    find("best").disabled = scene.now.optimal_temperature === null;
    find("heat").textContent = SETTINGS.temperature.show(scene.T);
    for (const name of ["kept", "drop"]) find(name).hidden = !scene.ghost;
  }

  // The sample that is pointed at: its two distributions, and what it costs.
  showSample() {
    const { scene, run, find } = this;
    const { truth, y } = run.test;
    const at = scene.marked * K;
    const [p, q] = [truth.probs, scene.now.seen.probs].map((rows) => rows.subarray(at, at + K));
    const logQ = scene.now.seen.logProbs.subarray(at, at + K);
    find("pair").querySelectorAll("tr").forEach((row, k) => {
      row.querySelectorAll("td span").forEach((cell, side) => {
        const share = [p, q][side][k];
        cell.textContent = share.toFixed(3);
        cell.style.setProperty("--share", share.toFixed(4));
      });
    });
    const [cost, least] = [codeLength(p, logQ), entropyOf(p)];
    const which = `sample ${scene.marked + 1}, label ${NAMES[y[scene.marked]]}`;
    find("which").textContent = which;
    find("sample").value = scene.marked;
    const words = `It costs ${nats(cost)} nats: ${nats(least)} for the overlap, `;
    find("cost").textContent = `${words}${nats(cost - least)} wasted.`;
    const pairs = NAMES.map((name, k) => `${name} ${p[k].toFixed(3)} and ${q[k].toFixed(3)}`);
    find("sample").setAttribute("aria-valuetext", `${which}; truth and network: ${pairs.join(", ")}`);
  }

  // What changes only when the run comes to rest: the words, the sliders and the address.
  settle() {
    const { scene, run, find } = this;
    this.draw();
    for (const [name, range] of Object.entries(this.ranges)) {
      const value = name === "temperature" ? scene.T : run.settings[name];
      const { stops, show } = SETTINGS[name];
      const gaps = stops.map((stop) => Math.abs(Math.log(stop / value)));
      range.value = gaps.indexOf(Math.min(...gaps));
      range.setAttribute("aria-valuetext", show(value));
      range.parentElement.querySelector("output").textContent = show(value);
    }
    find("seedValue").textContent = SETTINGS.seed.show(run.settings.seed);
    find("time").setAttribute("aria-valuetext", `update ${run.epoch} of ${scene.last}`);
    find("smaller").hidden = !run.overflow;
    const rate = brief(smallerRate(run.settings.learning_rate));
    find("smaller").textContent = `Try a learning rate of ${rate}`;
    find("status").textContent = inWords(run, scene);
    for (const [name, words] of Object.entries(alternatives(run, scene))) {
      find(name).setAttribute("aria-label", words);
    }
    this.writeAddress();
  }
}

const smallerRate = (rate) => Math.min(rate / 10, 0.5);

// The test sample whose truth is the least certain.
function mostAmbiguous({ probs }) {
  const largest = Array.from({ length: N_TEST }, (_, i) => probs[i * K + largestOf(probs, i)]);
  return largest.indexOf(Math.min(...largest));
}

function inWords(run, { now }) {
  const { epoch, overflow, history, test, perfect, settings } = run;
  if (overflow) {
    const rate = brief(settings.learning_rate);
    return `Training stopped: update ${overflow} overflowed. A learning rate of ${rate} is too large.`;
  }
  if (epoch === 0) {
    return "An untrained network. Before you press play: what will happen to its border, to its " +
      "confidence and to the bill?";
  }
  const [floor, kl] = [test.truth.entropy, now.kl_divergence];
  let words = `After ${epoch} update${epoch === 1 ? "" : "s"} a label costs ${nats(floor + kl)} nats: ` +
    `${nats(floor)} that nobody can save, ${nats(kl)} wasted. `;
  const paid = history.train_loss[epoch];
  const [sure, right] = [now.prediction_confidence, now.accuracy];
  if (paid < perfect - 0.03) {
    words += `Its training labels cost it ${nats(paid)}; the truth itself would pay ${nats(perfect)}. ` +
      "It has learned them by heart.";
  } else if (sure > right + 0.02) {
    words += `It is surer than right: confidence ${nats(sure)}, accuracy ${nats(right)}.`;
  } else if (sure < right - 0.02) {
    words += `It is right more often than it is sure: accuracy ${nats(right)}, confidence ${nats(sure)}.`;
  } else {
    words += `It is as sure as it is right: confidence ${nats(sure)}, accuracy ${nats(right)}.`;
  }
  return words;
}

// The pictures in words.
function alternatives(run, { now, border, T }) {
  const agree = border.best.reduce((sum, k, i) => sum + (k === run.border.best[i]), 0) / GRID ** 2;
  const { entropy: floor, information } = run.test.truth;
  const { history } = run;
  const ends = (name) => `from ${nats(history[name][0])} to ${nats(history[name][run.epoch])}`;
  const filled = now.bins.filter((bin) => bin.count);
  const pairs = filled.map((bin) => `${nats(bin.confidence)}: ${nats(bin.accuracy)} of ${bin.count}`);
  return {
    map: `Map of the plane, A bottom left, B bottom right, C on top. The network and the truth choose ` +
      `the same class on ${Math.round(100 * agree)} % of it.`,
    bill: `The bill: ${nats(floor + now.kl_divergence)} nats a label, of which ${nats(floor)} are H(Y|X) ` +
      `and never move, and ${nats(now.kl_divergence)} are KL. I(X;Ŷ) is ${nats(now.mutual_information)}, ` +
      `I(X;Y) ${nats(information)}. Loss on training labels ${ends("train_loss")}.`,
    curves: `Over ${run.epoch} updates confidence goes ${ends("prediction_confidence")}, accuracy ` +
      `${ends("test_accuracy")}.`,
    simplex: `The predictions for ${N_TEST} test samples in the triangle of the three classes, each ` +
      `joined to its truth: mean KL ${nats(now.kl_divergence)} nats.`,
    reliability: `Reliability at T = ${brief(T)}: ECE ${nats(now.ece)}. Accuracy at each confidence: ` +
      `${pairs.join("; ")}.`,
  };
}

// Not document.currentScript: a notebook may run the script elsewhere than where it stands.
document.querySelectorAll(".playground:not([data-awake])").forEach((box) => {
  box.dataset.awake = "";
  try {
    const own = new Playground(box);
    const offer = (act) => (...given) => void act(...given);
    box.playground = {
      set: offer((settings = {}) => own.begin(checked(settings))),
      advance: offer((updates = 1) => own.advance(updates)),
      play: offer(() => own.play()),
      pause: offer(() => own.pause()),
      state: () => own.state(),
    };
  } catch (error) {
    box.querySelector(".pg-still").hidden = false;
    box.querySelector(".pg-live").hidden = true;
    console.error(error);
  }
});
