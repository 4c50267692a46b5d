// The five pictures, on canvas, each drawn from a playground: its run, what that measures at the
// present temperature (`now`), the sample that is pointed at (`marked`), and a run kept as a ghost.

const PICTURES = {};
const GRID = 61; // points along each side of the map
const BILL_TOPS = [1.4, 2, 3, 5]; // where the scale of the bill may end, in nats

// Drawing: everything is lines through points [x, y] in pixels -----------------------------------

const mix = (colour, share, other) => `color-mix(in srgb, ${colour} ${100 * share}%, ${other})`;
const faint = (colour, share) => mix(colour, share, "transparent");

// The colours and the font of the page around, which may be light or dark.
function lookOf(box) {
  const { color: ink, fontFamily: font } = getComputedStyle(box);
  const [red, green, blue] = ink.match(/[\d.]+/g).map(Number);
  const dark = red + green + blue > 384;
  const classes = COLOURS.classes.map((colour) => (dark ? mix(colour, 0.45, "#fff") : colour));
  const [paper, ghost] = dark ? ["#161a20", "#e4b4f5"] : ["#fff", "#8232a0"];
  return { ink, paper, ghost, classes, font, stone: faint(ink, 0.38), pale: faint(ink, 0.15) };
}

// Begin a drawing: to give a canvas the size it is shown in also makes it clean.
function begin(canvas, look) {
  const [w, h, density] = [canvas.clientWidth, canvas.clientHeight, window.devicePixelRatio];
  Object.assign(canvas, { width: w * density, height: h * density });
  const ctx = canvas.getContext("2d");
  ctx.scale(density, density);
  Object.assign(ctx, { font: `12px ${look.font}`, textAlign: "center", textBaseline: "middle" });
  ctx.lineJoin = "round";
  return { ctx, look, w, h };
}

function write({ ctx, look }, text, [x, y], halo = 0) {
  Object.assign(ctx, { fillStyle: look.ink, strokeStyle: look.paper, lineWidth: halo });
  if (halo) ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
}

function trace(ctx, lines) {
  ctx.beginPath();
  for (const line of lines) line.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
}

function stroke({ ctx }, lines, colour, width = 1, dash = []) {
  trace(ctx, lines);
  ctx.setLineDash(dash);
  Object.assign(ctx, { strokeStyle: colour, lineWidth: width });
  ctx.stroke();
}

function fill({ ctx }, lines, colour) {
  trace(ctx, lines);
  ctx.fillStyle = colour;
  ctx.fill();
}

// The marks of the classes are a disc, a square and a triangle.
const polygon = (corners, radius, turn) =>
  Array.from({ length: corners + 1 }, (_, i) => turn + (i / corners) * 2 * Math.PI)
    .map((angle) => [radius * Math.cos(angle), radius * Math.sin(angle)]);
const DISC = polygon(24, 1, 0);
const SHAPES = [DISC, polygon(4, 1.27, Math.PI / 4), polygon(3, 1.3, -Math.PI / 2)];
const around = ([x, y], shape, r) => shape.map(([dx, dy]) => [x + r * dx, y + r * dy]);

function marks(picture, places, y, r, edge) {
  SHAPES.forEach((shape, k) => {
    const own = places.filter((_, i) => y[i] === k).map((place) => around(place, shape, r));
    fill(picture, own, picture.look.classes[k]);
    if (edge) stroke(picture, own, picture.look.paper);
  });
}

function ring(picture, place) {
  stroke(picture, [around(place, DISC, 8)], picture.look.paper, 5);
  stroke(picture, [around(place, DISC, 8)], picture.look.ink, 2.5);
}

// The map ---------------------------------------------------------------------------------------

// Three numbers at each point of the plane: the class of the largest, and the border between the
// classes as lines [[x, y], [x, y]], which meet in the middle of a square of points.
function findBorder(z, X) {
  const best = Uint8Array.from({ length: GRID ** 2 }, (_, i) => largestOf(z, i));
  const lines = [];
  for (let i = 0; i < GRID * (GRID - 1); i++) {
    const corners = [i, i + 1, i + GRID + 1, i + GRID];
    if (i % GRID === GRID - 1 || corners.every((corner) => best[corner] === best[i])) continue;
    const ties = [];
    corners.forEach((from, side) => {
      const to = corners[(side + 1) % 4];
      if (best[from] === best[to]) return;
      const lead = (at) => z[at * K + best[from]] - z[at * K + best[to]];
      const share = lead(from) / (lead(from) - lead(to));
      ties.push([0, 1].map((j) => (1 - share) * X[2 * from + j] + share * X[2 * to + j]));
    });
    const middle = [0, 1].map((j) => mean(ties, (tie) => tie[j]));
    lines.push(...ties.map((tie) => [tie, middle]));
  }
  return { z, best, lines };
}

// The points of the map, row by row from its upper left corner, with the true border.
function planeOf(spread) {
  const half = Math.max(6, 2 + 3 * spread);
  const axis = Array.from({ length: GRID }, (_, i) => half * ((2 * i) / (GRID - 1) - 1));
  const X = Float64Array.from(axis.flatMap((y) => axis.flatMap((x) => [x, -y])));
  return { half, X, ...findBorder(truthLogits(X, spread), X) };
}

// What the map needs: the plane once a run, and the network on it once an update.
function survey(run) {
  run.plane ??= planeOf(run.settings.spread);
  const { X } = run.plane;
  run.seen.plane ??= findBorder(propagate(run.seen.net, X), X);
}

// Class colours in their shares, the deeper the surer; the ground of the page shines through.
const RGB = COLOURS.classes.map((hex) => [1, 3, 5].map((at) => parseInt(hex.substr(at, 2), 16)));
const TILE = Object.assign(document.createElement("canvas"), { width: GRID, height: GRID });
const PIXELS = new ImageData(GRID, GRID);

function paintMap({ ctx, w, h }, probs) {
  for (let i = 0; i < GRID ** 2; i++) {
    const [p, q, r] = [probs[i * K], probs[i * K + 1], probs[i * K + 2]];
    for (let j = 0; j < 3; j++) {
      PIXELS.data[4 * i + j] = p * RGB[0][j] + q * RGB[1][j] + r * RGB[2][j];
    }
    PIXELS.data[4 * i + 3] = 255 * (Math.max(p, q, r) - 0.25);
  }
  TILE.getContext("2d").putImageData(PIXELS, 0, 0);
  const [dx, dy] = [w, h].map((side) => side / (GRID - 1)); // a pixel lies around its point
  ctx.drawImage(TILE, -dx / 2, -dy / 2, w + dx, h + dy);
}

// Where the hidden units begin to answer: the lines W1 x + b1 = 0.
const foldsOf = ({ W1, b1 }, half) => Array.from(b1, (b, j) => {
  const [u, v] = [W1[j], W1[b1.length + j]];
  const flat = Math.abs(v) > Math.abs(u); // then the line is followed along the first feature
  return [-half, half].map((t) => (flat ? [t, -(u * t + b) / v] : [-(v * t + b) / u, t]));
});

PICTURES.map = (picture, { run, ghost, marked, whole, parts, places }) => {
  const { ctx, look, w, h } = picture;
  const { train, test, plane: { half, lines: truth }, seen } = run;
  const place = ([x, y]) => [((x / half + 1) / 2) * w, ((1 - y / half) / 2) * h];
  const follow = (lines, ...style) => stroke(picture, lines.map((l) => l.map(place)), ...style);
  const placesOf = ({ X, y }) => Array.from(y, (_, i) => place([X[2 * i], X[2 * i + 1]]));
  places.map = placesOf(test);
  paintMap(picture, softmax(seen.plane.z, run.settings.temperature).probs);
  if (parts.folds.checked) follow(foldsOf(seen.net, half), look.stone);
  const few = train.y.length <= 300;
  if (parts.training.checked) marks(picture, placesOf(train), train.y, few ? 3.5 : 2, few);
  else marks(picture, places.map, test.y, 3, true);
  follow(truth, look.stone, 6);
  if (ghost) follow(ghost.plane.lines, look.ghost, 2.5);
  follow(seen.plane.lines, look.ink, 1.6);
  ctx.font = `bold 16px ${look.font}`;
  MEANS.forEach((mean, k) => write(picture, NAMES[k], place(mean), 4));
  if (whole) ring(picture, places.map[marked]);
};

// The bill and the curves -----------------------------------------------------------------------

// The frame of a chart, with numbers at its left and three words along its foot; gives the place
// of (x, y), where x goes from 0 to `last` and y from 0 to `top`.
function axes(picture, frame) {
  const { high, last, top, words, left = 34, from = left, gap = 11 } = frame;
  const { right = picture.w - 18, foot = picture.h - 22 } = frame;
  const share = (value) => Math.min(Math.max(value / top, 0), 1);
  const at = (x, y) => [from + (x / last) * (right - from), foot - share(y) * (foot - high)];
  for (const tick of [0, 0.5, 1, 2, 3, 4, 5].filter((tick) => tick <= top)) {
    const y = at(0, tick)[1];
    stroke(picture, [[[left, y], [right, y]]], picture.look.pale);
    write(picture, `${tick}`, [left - 15, y]);
  }
  words.forEach((word, i) => write(picture, word, [from + (i / 2) * (right - from), foot + gap]));
  return at;
}

// A column of a history as a line; a long one is thinned to what can be seen.
function curve(values, at) {
  const every = Math.ceil(values.length / 600);
  return values.flatMap((value, e) => (e % every ? [] : [at(e, value)]));
}

PICTURES.bill = (picture, { run: { history, test, epoch }, now, ghost, last }) => {
  const { look, w, h } = picture;
  const { entropy: floor, information: ceiling } = test;
  const bills = (kls) => kls.map((kl) => floor + kl);
  const [run, total] = [bills(history.kl_divergence), floor + now.kl_divergence];
  const top = BILL_TOPS.find((value) => value >= Math.max(total, ...run)) ?? 5;
  const words = ["0", w < 320 ? "" : "updates", last];
  const at = axes(picture, { from: 164, high: 20, last, top, words });
  const y = (value) => at(0, value)[1];
  const block = (left, right, low, high, colour) =>
    fill(picture, [[[left, y(low)], [left, y(high)], [right, y(high)], [right, y(low)]]], colour);
  // What is paid now: what nobody can save, and on it what this network wastes.
  block(40, 100, 0, floor, look.stone);
  block(40, 100, floor, total, COLOURS.kl);
  write(picture, nats(total), [70, y(total) - 9]);
  write(picture, "now", [70, h - 11]);
  // What the predictions tell of the inputs, below what the inputs tell of the labels.
  block(112, 142, 0, now.mutual_information, COLOURS.information);
  stroke(picture, [[[107, y(ceiling)], [147, y(ceiling)]]], look.ink, 2);
  write(picture, "I(X;Y)", [127, y(Math.max(ceiling, now.mutual_information)) - 9], 4);
  write(picture, "I(X;Ŷ)", [127, h - 11]);
  // The same over the run, at T = 1.
  block(at(0, 0)[0], at(last, 0)[0], 0, floor, look.stone);
  fill(picture, [[at(0, floor), ...curve(run, at), at(epoch, floor)]], COLOURS.kl);
  const follow = (values, ...style) => stroke(picture, [curve(values, at)], ...style);
  if (ghost) follow(bills(ghost.history.kl_divergence), look.ghost, 2, [6, 4]);
  follow(history.test_loss, COLOURS.loss, 1.5);
  follow(history.train_loss, look.ink, 1.5, [2, 3]);
  stroke(picture, [[at(epoch, 0), at(epoch, top)]], look.stone);
};

PICTURES.curves = (picture, { run: { history, epoch }, ghost, last }) => {
  const { look } = picture;
  const at = axes(picture, { high: 8, last, top: 1, words: ["0", "updates", last] });
  const colours = { test_accuracy: look.ink, prediction_confidence: COLOURS.confidence };
  for (const [name, colour] of Object.entries(colours)) {
    if (ghost) stroke(picture, [curve(ghost.history[name], at)], colour, 1.2, [6, 4]);
    stroke(picture, [curve(history[name], at)], colour, 2.2);
  }
  stroke(picture, [[at(epoch, 0), at(epoch, 1)]], look.stone);
};

// The simplex and the reliability diagram -------------------------------------------------------

PICTURES.simplex = (picture, { run: { test }, now, marked, places }) => {
  const { ctx, look, w, h } = picture;
  const side = Math.min(w - 56, (h - 52) / 0.866);
  const at = (x, y) => [w / 2 + x * side, h - 22 - y * side];
  const corners = [at(-0.5, 0), at(0.5, 0), at(0, 0.866)];
  const placesOf = (rows) => Array.from({ length: N_TEST }, (_, i) =>
    [0, 1].map((j) => corners.reduce((sum, corner, k) => sum + rows[i * K + k] * corner[j], 0)));
  const truth = placesOf(test.truth);
  places.simplex = placesOf(now.probs);
  const pairs = places.simplex.map((place, i) => [place, truth[i]]);
  stroke(picture, [[...corners, corners[0]]], look.stone);
  look.classes.forEach((colour, k) =>
    stroke(picture, pairs.filter((_, i) => test.y[i] === k), faint(colour, 0.45)));
  marks(picture, places.simplex, test.y, 2.4, false);
  ctx.font = `bold 14px ${look.font}`;
  corners.forEach(([x, y], k) =>
    write(picture, NAMES[k], [x + [-18, 18, 0][k], y - [0, 0, 18][k]])); // clear of the ring
  stroke(picture, [pairs[marked]], look.ink, 2.5);
  ring(picture, places.simplex[marked]);
};

PICTURES.reliability = (picture, { now, marked }) => {
  const { look, w, h } = picture;
  const side = Math.min(w - 44, h - 52);
  const [left, foot] = [(w - side) / 2 + 8, h - 30];
  const frame = { left, right: left + side, foot, high: foot - side, last: 1, top: 1, gap: 18 };
  const at = axes(picture, { ...frame, words: ["0", "confidence", "1"] });
  write(picture, "accuracy", [left + 8, foot - side - 14]);
  const bin = binOf(largestIn(now.probs, marked)) / 10;
  fill(picture, [[at(bin, 0), at(bin, 1), at(bin + 0.1, 1), at(bin + 0.1, 0)]], look.pale);
  stroke(picture, [[at(0, 0), at(1, 1)]], look.stone, 1, [4, 4]);
  for (const { count, confidence, accuracy } of now.bins) {
    const place = at(confidence, accuracy);
    stroke(picture, [[at(confidence, confidence), place]], COLOURS.kl, 3);
    fill(picture, [around(place, DISC, 2.5 + 6.4 * Math.sqrt(count / N_TEST))], COLOURS.confidence);
  }
};
