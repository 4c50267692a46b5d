// The five pictures, on canvas. Each is drawn anew from the scene: the run, what it measures at the
// present temperature (`now`), the sample that is pointed at, and a run kept for comparison.

const GRID = 61; // points along each side of the map
const BILL_TOPS = [1.4, 2, 3, 5]; // where the scale of the bill may end, in nats
const bytes = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const CLASS_RGB = COLOURS.classes.map(bytes);
const LIGHT_RGB = CLASS_RGB.map((rgb) => rgb.map((value) => Math.round(0.45 * value + 140)));

// The colours and the font of the page around, which may be light or dark.
function lookOf(box) {
  const style = getComputedStyle(box);
  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const bright = ([red, green, blue]) => red + green + blue > 384;
  const ink = numbers(style.color).slice(0, 3);
  let [red, green, blue, opacity = 1] = numbers(style.backgroundColor);
  if (opacity === 0) red = green = blue = bright(ink) ? 24 : 255; // not ours to know
  const paper = [red, green, blue];
  const dark = !bright(paper);
  const stone = paper.map((value, i) => Math.round(0.62 * value + 0.38 * ink[i]));
  const classes = (dark ? LIGHT_RGB : CLASS_RGB).map((rgb) => shade(rgb, 1));
  const ghost = dark ? [228, 180, 245] : [130, 50, 160];
  return { ink, paper, dark, stone, classes, ghost, font: style.fontFamily };
}

// Begin a drawing: a clean canvas as large as it is shown, or null where it is not shown.
function begin(canvas, look) {
  const [w, h] = [canvas.clientWidth, canvas.clientHeight];
  if (!w || !h) return null;
  const density = window.devicePixelRatio || 1;
  const size = [Math.round(w * density), Math.round(h * density)];
  if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
  const ctx = canvas.getContext("2d");
  ctx.setTransform(density, 0, 0, density, 0, 0);
  ctx.clearRect(0, 0, w, h);
  ctx.font = `12px ${look.font}`;
  ctx.lineJoin = "round";
  return { ctx, w, h };
}

const shade = (rgb, alpha) => `rgba(${rgb.join()},${alpha})`;

function write(ctx, text, x, y, { align = "left", base = "middle", colour, halo } = {}) {
  Object.assign(ctx, { textAlign: align, textBaseline: base, fillStyle: colour });
  if (halo) {
    Object.assign(ctx, { lineWidth: 4, strokeStyle: halo });
    ctx.strokeText(text, x, y);
  }
  ctx.fillText(text, x, y);
}

function trace(ctx, points) {
  ctx.beginPath();
  points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
}

function stroke(ctx, points, colour, width, dash = []) {
  trace(ctx, points);
  Object.assign(ctx, { strokeStyle: colour, lineWidth: width });
  ctx.setLineDash(dash);
  ctx.stroke();
  ctx.setLineDash([]);
}

// The mark of a class around a place: a disc, a square or a triangle.
function mark(ctx, k, x, y, r) {
  if (k === 0) {
    ctx.moveTo(x + r, y);
    ctx.arc(x, y, r, 0, 2 * Math.PI);
  } else if (k === 1) {
    ctx.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
  } else {
    ctx.moveTo(x, y - 1.2 * r);
    ctx.lineTo(x + 1.1 * r, y + 0.8 * r);
    ctx.lineTo(x - 1.1 * r, y + 0.8 * r);
    ctx.closePath();
  }
}

// Marks at places [[x, y], …] with their labels, one path a class.
function marks(ctx, places, y, r, look, edge) {
  ctx.globalAlpha = 0.9;
  for (let k = 0; k < K; k++) {
    ctx.beginPath();
    places.forEach((place, i) => y[i] === k && mark(ctx, k, ...place, r));
    Object.assign(ctx, { fillStyle: look.classes[k], strokeStyle: shade(look.paper, 1) });
    ctx.lineWidth = 1;
    ctx.fill();
    if (edge) ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

function ring(ctx, [x, y], look) {
  for (const [width, rgb] of [[5, look.paper], [2.5, look.ink]]) {
    ctx.beginPath();
    ctx.arc(x, y, 8, 0, 2 * Math.PI);
    Object.assign(ctx, { strokeStyle: shade(rgb, 1), lineWidth: width });
    ctx.stroke();
  }
}

// The map ---------------------------------------------------------------------------------------

const halfWidth = (spread) => Math.max(6, 2 + 3 * spread);

// Lines [x0, y0, x1, y1], in steps of the grid, where the largest of three numbers changes.
function traceBorders(z) {
  const best = Uint8Array.from({ length: GRID ** 2 }, (_, i) => largestOf(z, i));
  const lines = [];
  for (let row = 0; row < GRID - 1; row++) {
    for (let column = 0; column < GRID - 1; column++) {
      const i = row * GRID + column;
      const [a, b, c, d] = [best[i], best[i + 1], best[i + GRID + 1], best[i + GRID]];
      if (a === b && b === c && c === d) continue;
      const corners = [[0, 0], [1, 0], [1, 1], [0, 1]];
      const ties = [];
      corners.forEach(([x, y], side) => {
        const [toX, toY] = corners[(side + 1) % 4];
        const [from, to] = [i + y * GRID + x, i + toY * GRID + toX];
        if (best[from] === best[to]) return;
        const lead = (at) => z[at * K + best[from]] - z[at * K + best[to]];
        const share = lead(from) / (lead(from) - lead(to));
        ties.push([column + x + (toX - x) * share, row + y + (toY - y) * share]);
      });
      const middle = [0, 1].map((j) => ties.reduce((sum, tie) => sum + tie[j], 0) / ties.length);
      if (ties.length === 2) lines.push([...ties[0], ...ties[1]]);
      else ties.forEach((tie) => lines.push([...tie, ...middle]));
    }
  }
  return { lines, best };
}

function drawBorders(ctx, { lines }, step, h, colour, width) {
  ctx.beginPath();
  for (const [x0, y0, x1, y1] of lines) {
    ctx.moveTo(x0 * step, h - y0 * step);
    ctx.lineTo(x1 * step, h - y1 * step);
  }
  Object.assign(ctx, { strokeStyle: colour, lineWidth: width, lineCap: "round" });
  ctx.stroke();
  ctx.lineCap = "butt";
}

// Class colours in their shares on the ground of the page, the deeper the surer.
function paintMap(ctx, probs, look, w, h) {
  const image = new ImageData(GRID, GRID);
  for (let i = 0; i < GRID ** 2; i++) {
    const sure = probs[i * K + largestOf(probs, i)] * 1.5 - 0.5;
    const depth = look.dark ? 0.2 + 0.65 * sure : 0.08 + 0.6 * sure;
    const at = 4 * ((GRID - 1 - Math.floor(i / GRID)) * GRID + (i % GRID));
    for (let channel = 0; channel < 3; channel++) {
      let colour = 0;
      for (let k = 0; k < K; k++) colour += probs[i * K + k] * CLASS_RGB[k][channel];
      image.data[at + channel] = look.paper[channel] + depth * (colour - look.paper[channel]);
    }
    image.data[at + 3] = 255;
  }
  const tile = document.createElement("canvas");
  tile.width = tile.height = GRID;
  tile.getContext("2d").putImageData(image, 0, 0);
  const step = w / (GRID - 1);
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(tile, -step / 2, h - w - step / 2, w + step, w + step);
}

function drawFolds(ctx, { W1, b1 }, toPlace, half, look) {
  b1.forEach((b, j) => {
    const [u, v] = [W1[j], W1[b1.length + j]];
    const flat = Math.abs(v) > Math.abs(u); // then the line is followed along the first feature
    const at = (t) => (flat ? [t, -(u * t + b) / v] : [-(v * t + b) / u, t]);
    stroke(ctx, [at(-half), at(half)].map(toPlace), shade(look.ink, 0.35), 1);
  });
}

function drawMap(canvas, scene) {
  const { run, T, look, ghost, marked } = scene;
  const half = halfWidth(run.settings.spread);
  scene.plane = scene.plane?.half === half ? scene.plane : { half, X: makePlane(half, GRID) };
  run.border ??= traceBorders(truthLogits(scene.plane.X, run.settings.spread));
  const z = propagate(run.net, scene.plane.X);
  scene.border = { half, ...traceBorders(z) };
  const picture = begin(canvas, look);
  if (!picture) return;
  const { ctx, w, h } = picture;
  const toPlace = ([x, y]) => [((x + half) / half / 2) * w, h - ((y + half) / half / 2) * w];
  const step = w / (GRID - 1);
  paintMap(ctx, softmax(z, T).probs, look, w, h);
  if (scene.folds) drawFolds(ctx, run.net, toPlace, half, look);
  const placesOf = (X, n) => Array.from({ length: n }, (_, i) => toPlace([X[2 * i], X[2 * i + 1]]));
  const [n, many, test] = [run.y.length, run.y.length > 300, placesOf(run.test.X, N_TEST)];
  scene.places = { ...scene.places, map: test };
  if (scene.samples === "training") {
    marks(ctx, placesOf(run.data.X, n), run.y, many ? 2 : 3.5, look, !many);
  } else if (scene.samples === "test") {
    marks(ctx, test, run.test.y, 3, look, true);
  }
  drawBorders(ctx, run.border, step, h, shade(look.ink, 0.32), 6);
  if (ghost?.border.half === half) {
    drawBorders(ctx, ghost.border, step, h, shade(look.ghost, 1), 2.5);
  }
  drawBorders(ctx, scene.border, step, h, shade(look.ink, 1), 1.6);
  ctx.font = `bold 16px ${look.font}`;
  MEANS.forEach((mean, k) => {
    const style = { align: "center", colour: shade(look.ink, 1), halo: shade(look.paper, 0.8) };
    write(ctx, NAMES[k], ...toPlace(mean), style);
  });
  if (scene.whole) ring(ctx, test[marked], look);
}

// The bill and the curves -----------------------------------------------------------------------

// A chart's frame: a scale on the left with its lines, and updates along the foot.
function frame({ ctx, w, h }, look, { left, from = left, top, ticks, last }) {
  const [high, foot, right] = [10, h - 22, w - 10];
  const y = (value) => foot - (Math.min(Math.max(value, 0), top) / top) * (foot - high);
  const x = (epoch) => from + (epoch / Math.max(last, 1)) * (right - from);
  const colour = shade(look.ink, 1);
  for (const tick of ticks) {
    stroke(ctx, [[left, y(tick)], [right, y(tick)]], shade(look.ink, tick ? 0.15 : 0.6), 1);
    write(ctx, `${tick}`, left - 5, y(tick), { align: "right", colour });
  }
  write(ctx, "0", from, foot + 10, { align: "center", colour });
  write(ctx, `${last}`, right + 6, foot + 10, { align: "right", colour });
  const title = right - from > 130 ? "updates" : "";
  write(ctx, title, (from + right) / 2, foot + 10, { align: "center", colour });
  return { x, y, foot, high, right };
}

// A column of a history as places; a long one is thinned to what can be seen.
function curve(values, { x, y }) {
  const every = Math.max(1, Math.floor(values.length / 600));
  const places = [];
  values.forEach((value, e) => {
    if (e % every === 0 || e === values.length - 1) places.push([x(e), y(value)]);
  });
  return places;
}

function cursor(ctx, { x, high, foot }, epoch, look) {
  stroke(ctx, [[x(epoch), high], [x(epoch), foot]], shade(look.ink, 0.7), 1);
}

const costs = ({ history, floor }) => history.kl_divergence.map((kl) => floor + kl);

function drawBill(canvas, scene) {
  const { run, now, look, ghost, last } = scene;
  const picture = begin(canvas, look);
  if (!picture) return;
  const { ctx, w } = picture;
  const { entropy: floor, information: ceiling } = run.test.truth;
  const total = floor + now.kl_divergence;
  const paid = costs({ history: run.history, floor });
  const highest = Math.max(total, ...paid);
  const top = BILL_TOPS.find((value) => value >= highest) ?? BILL_TOPS.at(-1);
  const ticks = top < 2 ? [0, 0.5, 1] : [0, 1, 2, 3, 4, 5].filter((tick) => tick <= top);
  const bar = w < 320 ? 60 : 68;
  const plot = frame(picture, look, { left: 34, from: 34 + 2 * bar + 40, top, ticks, last });
  const { x, y, foot } = plot;
  const [ink, stone, kl] = [shade(look.ink, 1), shade(look.stone, 1), COLOURS.kl];
  const fill = (colour, left, from, to, width) => {
    ctx.fillStyle = colour;
    ctx.fillRect(left, y(to), width, y(from) - y(to));
  };
  // What is paid now: what nobody can save, and on it what this network wastes.
  fill(stone, 40, 0, floor, bar);
  fill(kl, 40, floor, total, bar);
  const middle = 40 + bar / 2;
  const text = { align: "center", colour: ink };
  ctx.font = `bold 12px ${look.font}`;
  const room = y(floor) - y(total) > 17;
  const above = { align: "center", colour: room ? "#000" : ink };
  write(ctx, `KL ${nats(now.kl_divergence)}`, middle, y(total) + (room ? 10 : -8), above);
  if (foot - y(floor) > 15) write(ctx, nats(floor), middle, (foot + y(floor)) / 2, text);
  ctx.font = `12px ${look.font}`;
  write(ctx, "now", middle, foot + 10, text);
  // What the predictions tell of the inputs, below what the inputs tell of the labels.
  const left = 40 + bar + 14;
  fill(COLOURS.information, left, 0, now.mutual_information, bar / 2);
  stroke(ctx, [[left - 5, y(ceiling)], [left + bar / 2 + 5, y(ceiling)]], ink, 2);
  write(ctx, "I(X;Y)", left + bar / 4, y(ceiling) - 9, { ...text, halo: shade(look.paper, 1) });
  write(ctx, "I(X;Ŷ)", left + bar / 4, foot + 10, text);
  // The same over the run, at T = 1.
  const area = (colour, from, to) => {
    trace(ctx, [...from, ...to.reverse()]);
    ctx.fillStyle = colour;
    ctx.fill();
  };
  const end = run.history.epoch.length - 1;
  area(kl, [[x(0), y(floor)], [x(end), y(floor)]], curve(paid, plot));
  area(stone, [[x(0), foot], [x(last), foot]], [[x(0), y(floor)], [x(last), y(floor)]]);
  if (ghost) stroke(ctx, curve(costs(ghost), plot), shade(look.ghost, 1), 2, [6, 4]);
  stroke(ctx, curve(run.history.test_loss, plot), COLOURS.loss, 1.5);
  stroke(ctx, curve(run.history.train_loss, plot), ink, 1.5, [2, 3]);
  cursor(ctx, plot, run.epoch, look);
}

function drawCurves(canvas, { run, look, ghost, last }) {
  const picture = begin(canvas, look);
  if (!picture) return;
  const plot = frame(picture, look, { left: 34, top: 1, ticks: [0, 0.5, 1], last });
  const colours = { test_accuracy: shade(look.ink, 1), prediction_confidence: COLOURS.confidence };
  for (const [name, colour] of Object.entries(colours)) {
    if (ghost) stroke(picture.ctx, curve(ghost.history[name], plot), colour, 1.2, [6, 4]);
    stroke(picture.ctx, curve(run.history[name], plot), colour, 2.2);
  }
  cursor(picture.ctx, plot, run.epoch, look);
}

// The simplex -----------------------------------------------------------------------------------

function drawSimplex(canvas, scene) {
  const { run, now, look, marked } = scene;
  const picture = begin(canvas, look);
  if (!picture) return;
  const { ctx, w, h } = picture;
  const side = Math.min(w - 40, (h - 44) / 0.866);
  const [left, foot] = [(w - side) / 2, h - 22];
  const corners = [[left, foot], [left + side, foot], [left + side / 2, foot - 0.866 * side]];
  const placesOf = (probs) =>
    Array.from({ length: probs.length / K }, (_, i) =>
      [0, 1].map((j) => corners.reduce((sum, corner, k) => sum + probs[i * K + k] * corner[j], 0)),
    );
  const [said, meant] = [placesOf(now.seen.probs), placesOf(run.test.truth.probs)];
  scene.places = { ...scene.places, simplex: said };
  stroke(ctx, [...corners, corners[0]], shade(look.ink, 0.6), 1);
  for (let k = 0; k < K; k++) {
    ctx.beginPath();
    said.forEach((place, i) => {
      if (run.test.y[i] !== k) return;
      ctx.moveTo(...place);
      ctx.lineTo(...meant[i]);
    });
    Object.assign(ctx, { strokeStyle: look.classes[k], lineWidth: 1, globalAlpha: 0.45 });
    ctx.stroke();
  }
  marks(ctx, said, run.test.y, 2.4, look, false);
  const ink = shade(look.ink, 1);
  ctx.font = `bold 14px ${look.font}`;
  corners.forEach(([x, y], k) => {
    const [dx, dy] = [[-12, 4], [12, 4], [0, -11]][k];
    write(ctx, NAMES[k], x + dx, y + dy, { align: "center", colour: ink });
  });
  stroke(ctx, [said[marked], meant[marked]], ink, 2.5);
  ctx.beginPath();
  mark(ctx, 1, ...meant[marked], 4);
  ctx.fillStyle = ink;
  ctx.fill();
  ring(ctx, said[marked], look);
}

// The reliability diagram -----------------------------------------------------------------------

function drawReliability(canvas, { now, look, marked }) {
  const picture = begin(canvas, look);
  if (!picture) return;
  const { ctx, w, h } = picture;
  const side = Math.min(w - 54, h - 50);
  const [left, foot] = [(w - side) / 2 + 14, h - 38];
  const at = (x, y) => [left + x * side, foot - y * side];
  const ink = shade(look.ink, 1);
  for (const tick of [0, 0.5, 1]) {
    stroke(ctx, [at(0, tick), at(1, tick)], shade(look.ink, tick ? 0.15 : 0.6), 1);
    write(ctx, `${tick}`, ...at(-0.03, tick), { align: "right", colour: ink });
    write(ctx, `${tick}`, left + tick * side, foot + 11, { align: "center", colour: ink });
  }
  write(ctx, "confidence", left + side / 2, foot + 27, { align: "center", colour: ink });
  ctx.save();
  ctx.translate(left - 32, foot - side / 2);
  ctx.rotate(-Math.PI / 2);
  write(ctx, "accuracy", 0, 0, { align: "center", colour: ink });
  ctx.restore();
  const { probs } = now.seen;
  const mine = binOf(probs[marked * K + largestOf(probs, marked)]);
  ctx.fillStyle = shade(look.ink, 0.1);
  ctx.fillRect(...at(mine / 10, 1), side / 10, side);
  stroke(ctx, [at(0, 0), at(1, 1)], shade(look.ink, 0.6), 1, [4, 4]);
  now.bins.forEach(({ count, confidence, accuracy, low, high }) => {
    if (!count) return;
    stroke(ctx, [at(confidence, low), at(confidence, high)], shade(look.ink, 0.45), 1.5);
    stroke(ctx, [at(confidence, confidence), at(confidence, accuracy)], COLOURS.kl, 3);
    ctx.beginPath();
    mark(ctx, 0, ...at(confidence, accuracy), 2.5 + 9 * Math.sqrt(count / N_TEST) / 1.4);
    Object.assign(ctx, { fillStyle: COLOURS.confidence, strokeStyle: shade(look.paper, 1) });
    ctx.lineWidth = 1;
    ctx.fill();
    ctx.stroke();
  });
}

const PICTURES = {
  map: drawMap,
  bill: drawBill,
  curves: drawCurves,
  simplex: drawSimplex,
  reliability: drawReliability,
};
