// The chapter's numerics once more, formula by formula as in casestudy_lib: data, network, metrics,
// training and calibration. Arrays are Float64Array, row by row: X has two numbers a sample,
// logits and probabilities have three. All information quantities are in nats.

const K = 3; // classes
const N_TEST = 300;
const N_VALIDATION = 1500; // further samples, on which the best temperature is fitted

// data.py ---------------------------------------------------------------------------------------

// As generate_data(n, seed, std=spread).
function drawSamples(n, seed, spread) {
  const random = generator(seed);
  const sorted = new Float64Array(2 * n);
  const labels = new Uint8Array(n);
  for (let k = 0, i = 0; k < K; k++) {
    for (const end = i + Math.floor((n + K - 1 - k) / K); i < end; i++) {
      sorted[2 * i] = MEANS[k][0] + spread * random.normal();
      sorted[2 * i + 1] = MEANS[k][1] + spread * random.normal();
      labels[i] = k;
    }
  }
  const order = random.permutation(n);
  const X = new Float64Array(2 * n);
  order.forEach((from, to) => X.set(sorted.subarray(2 * from, 2 * from + 2), 2 * to));
  return { X, y: Uint8Array.from(order, (from) => labels[from]) };
}

// As bayes_posterior: logits −‖x − mean‖² / (2 spread²), up to what all classes share.
function truthLogits(X, spread) {
  const z = new Float64Array((X.length / 2) * K);
  for (let i = 0; i < z.length; i++) {
    const [row, k] = [Math.floor(i / K), i % K];
    z[i] = -((X[2 * row] - MEANS[k][0]) ** 2 + (X[2 * row + 1] - MEANS[k][1]) ** 2);
    z[i] /= 2 * spread ** 2;
  }
  return z;
}

// A square grid from −half to half, as make_plane.
function makePlane(half, points) {
  const at = (i) => (i / (points - 1)) * 2 * half - half;
  return Float64Array.from({ length: 2 * points ** 2 }, (_, i) =>
    at(i % 2 ? Math.floor(i / 2 / points) : (i / 2) % points),
  );
}

// network.py ------------------------------------------------------------------------------------

// As SimpleNeuralNetwork(2, units, 3, seed): Glorot normal weights, W1 first, and zero biases.
function makeNetwork(units, seed) {
  const { normal } = generator(seed);
  const glorot = (fanIn, fanOut) =>
    Float64Array.from({ length: fanIn * fanOut }, () => normal() * Math.sqrt(2 / (fanIn + fanOut)));
  const [W1, W2] = [glorot(2, units), glorot(units, K)];
  return { W1, b1: new Float64Array(units), W2, b2: new Float64Array(K) };
}

// The logits of every row of X; the responses of the hidden units are kept where room is given.
function propagate({ W1, b1, W2, b2 }, X, hidden) {
  const [units, n] = [b1.length, X.length / 2];
  const z = new Float64Array(n * K);
  for (let i = 0; i < n; i++) {
    const x0 = X[2 * i];
    const x1 = X[2 * i + 1];
    let z0 = 0;
    let z1 = 0;
    let z2 = 0;
    for (let j = 0; j < units; j++) {
      const h = x0 * W1[j] + x1 * W1[units + j] + b1[j];
      const active = !(h <= 0); // NaN stays NaN, and is found
      if (hidden) hidden[i * units + j] = active ? h : 0;
      if (!active) continue;
      z0 += h * W2[j * K];
      z1 += h * W2[j * K + 1];
      z2 += h * W2[j * K + 2];
    }
    z[i * K] = z0 + b2[0];
    z[i * K + 1] = z1 + b2[1];
    z[i * K + 2] = z2 + b2[2];
  }
  return z;
}

// Probabilities of softmax(z / T) and their logarithms; the largest logit is taken off first.
function softmax(z, T = 1) {
  const [probs, logProbs] = [new Float64Array(z.length), new Float64Array(z.length)];
  for (let i = 0; i < z.length; i += K) {
    const largest = Math.max(z[i], z[i + 1], z[i + 2]) / T;
    let total = 0;
    for (let k = i; k < i + K; k++) {
      logProbs[k] = z[k] / T - largest;
      probs[k] = Math.exp(logProbs[k]);
      total += probs[k];
    }
    const logTotal = Math.log(total);
    for (let k = i; k < i + K; k++) {
      probs[k] /= total;
      logProbs[k] -= logTotal;
    }
  }
  return { probs, logProbs };
}

// The gradient of the mean cross-entropy to the labels `y`, which belong to the first rows seen.
function slopes({ net, X, hidden, probs }, y) {
  const units = net.b1.length;
  const { W2 } = net;
  const [dW1, db1, dW2, db2] = [2 * units, units, units * K, K].map((n) => new Float64Array(n));
  const delta = new Float64Array(K);
  for (let i = 0; i < y.length; i++) {
    for (let k = 0; k < K; k++) {
      delta[k] = (probs[i * K + k] - (y[i] === k ? 1 : 0)) / y.length;
      db2[k] += delta[k];
    }
    for (let j = 0; j < units; j++) {
      const h = hidden[i * units + j];
      if (h === 0) continue; // the unit rests: no slope leads through it
      let back = 0;
      for (let k = 0; k < K; k++) {
        back += delta[k] * W2[j * K + k];
        dW2[j * K + k] += h * delta[k];
      }
      dW1[j] += X[2 * i] * back;
      dW1[units + j] += X[2 * i + 1] * back;
      db1[j] += back;
    }
  }
  return { W1: dW1, b1: db1, W2: dW2, b2: db2 };
}

// The network with every parameter moved against its slope.
function descend(net, slope, rate) {
  const moved = ([name, part]) => [name, part.map((value, i) => value - rate * slope[name][i])];
  return Object.fromEntries(Object.entries(net).map(moved));
}

// metrics.py ------------------------------------------------------------------------------------

// −Σ p log q over some places of p and q; 0 · log 0 is 0.
function codeLength(p, logQ, from = 0, to = p.length) {
  let sum = 0;
  for (let i = from; i < to; i++) if (p[i] > 0) sum -= p[i] * logQ[i];
  return sum;
}

const entropyOf = (p) => codeLength(p, p.map(Math.log));

// The place of the largest number in row i, the first of equal ones.
function largestOf(rows, i) {
  let best = 0;
  for (let k = 1; k < K; k++) if (rows[i * K + k] > rows[i * K + best]) best = k;
  return best;
}

function meanRow(rows) {
  const mean = new Float64Array(K);
  rows.forEach((value, i) => (mean[i % K] += value));
  return mean.map((sum) => (sum * K) / rows.length);
}

// The rows from `from` on, measured against labels.
function measureLabels({ logProbs }, y, from = 0, to = y.length) {
  let [loss, hits] = [0, 0];
  for (let i = from; i < to; i++) {
    loss -= logProbs[i * K + y[i]];
    hits += largestOf(logProbs, i) === y[i];
  }
  return { loss: loss / (to - from), accuracy: hits / (to - from) };
}

// The same rows against the true posterior; `truth` has what truthOf gives.
function measureRows({ probs, logProbs }, truth) {
  const n = probs.length / K;
  let confidence = 0;
  for (let i = 0; i < n; i++) confidence += probs[i * K + largestOf(probs, i)] / n;
  const entropy = codeLength(probs, logProbs) / n;
  const mean = meanRow(probs);
  return {
    prediction_entropy: entropy,
    prediction_confidence: confidence,
    kl_divergence: codeLength(truth.probs, logProbs) / n - truth.entropy,
    mutual_information: entropyOf(mean) - entropy,
    class_dist_kl: codeLength(truth.frequencies, mean.map(Math.log)) - entropyOf(truth.frequencies),
  };
}

// What is known of the test rows: their posterior, its H(Y|X) and I(X;Y), and how often each
// class was drawn.
function truthOf(X, y, spread) {
  const seen = softmax(truthLogits(X, spread));
  const entropy = codeLength(seen.probs, seen.logProbs) / y.length;
  const frequencies = new Float64Array(K);
  y.forEach((label) => (frequencies[label] += 1 / y.length));
  return { ...seen, entropy, frequencies, information: entropyOf(meanRow(seen.probs)) - entropy };
}

// training.py -----------------------------------------------------------------------------------

// A run from its settings: the data, the untrained network, and row 0 of its history.
function startRun(settings) {
  const { n_train: n, spread, seed } = settings;
  const drawn = drawSamples(n + N_TEST, seed, spread);
  const [X, y] = [drawn.X.subarray(2 * n), drawn.y.subarray(n)];
  const run = {
    settings,
    data: drawn,
    y: drawn.y.subarray(0, n),
    test: { X, y, truth: truthOf(X, y, spread) },
    perfect: measureLabels(softmax(truthLogits(drawn.X, spread)), drawn.y, 0, n).loss,
    history: {},
    kept: [],
    stride: 1,
    overflow: null,
  };
  arrive(run, look(run, makeNetwork(settings.hidden_dim, seed)), 0);
  return run;
}

// A network, and what it says of all rows.
function look(run, net) {
  const hidden = new Float64Array(run.data.y.length * net.b1.length);
  const z = propagate(net, run.data.X, hidden);
  return { net, X: run.data.X, hidden, z, ...softmax(z) };
}

// Take an epoch for the present one; measure it when it is new, and keep the parameters of about
// a hundred epochs, from which the run can go on again.
function arrive(run, seen, epoch) {
  Object.assign(run, { seen, net: seen.net, epoch });
  if (epoch % run.stride === 0) run.kept[epoch / run.stride] = seen.net;
  if (run.kept.length > 128) {
    run.kept = run.kept.filter((_, i) => i % 2 === 0);
    run.stride *= 2;
  }
  if (epoch < (run.history.epoch ?? []).length) return;
  const n = run.y.length;
  const train = measureLabels(seen, run.data.y, 0, n);
  const test = measureLabels(seen, run.data.y, n);
  const row = { epoch, train_loss: train.loss, test_loss: test.loss };
  Object.assign(row, { train_accuracy: train.accuracy, test_accuracy: test.accuracy });
  const rows = { probs: seen.probs.subarray(n * K), logProbs: seen.logProbs.subarray(n * K) };
  Object.assign(row, measureRows(rows, run.test.truth));
  for (const [name, value] of Object.entries(row)) (run.history[name] ??= []).push(value);
}

// One update. Where numbers overflow the run stays where it was, and false is returned.
function update(run) {
  const rate = run.settings.learning_rate;
  const seen = look(run, descend(run.net, slopes(run.seen, run.y), rate));
  if (!Number.isFinite(seen.logProbs.reduce((sum, value) => sum + value))) {
    run.overflow = run.epoch + 1;
    return false;
  }
  arrive(run, seen, run.epoch + 1);
  return true;
}

// Go back to the last epoch that was kept before `epoch`, or at it.
function goBack(run, epoch) {
  const place = Math.min(Math.floor(epoch / run.stride), run.kept.length - 1);
  run.overflow = null;
  arrive(run, look(run, run.kept[place]), place * run.stride);
}

// calibration.py --------------------------------------------------------------------------------

// As reliability_curve with ten bins of equal width; an empty bin has no means.
function reliability(y, probs) {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, confidence: 0, hits: 0 }));
  y.forEach((label, i) => {
    const guess = largestOf(probs, i);
    const bin = bins[binOf(probs[i * K + guess])];
    bin.count += 1;
    bin.confidence += probs[i * K + guess];
    bin.hits += guess === label;
  });
  const z = 1.6448536269514722; // of the 90 % interval (Wilson 1927)
  return bins.map(({ count: n, confidence, hits }) => {
    const centre = (hits + z ** 2 / 2) / (n + z ** 2);
    const half = (z * Math.sqrt((hits * (n - hits)) / Math.max(n, 1) + z ** 2 / 4)) / (n + z ** 2);
    const mean = n ? { confidence: confidence / n, accuracy: hits / n } : {};
    return { count: n, ...mean, low: Math.max(centre - half, 0), high: Math.min(centre + half, 1) };
  });
}

// A bin includes its upper edge.
function binOf(confidence) {
  let bin = 0;
  while (bin < 9 && (bin + 1) * 0.1 < confidence) bin++;
  return bin;
}

// As expected_calibration_error.
function calibrationError(bins) {
  const n = bins.reduce((sum, bin) => sum + bin.count, 0);
  const gap = (bin) => (bin.count ? (bin.count / n) * Math.abs(bin.confidence - bin.accuracy) : 0);
  return bins.reduce((sum, bin) => sum + gap(bin), 0);
}

// As optimal_temperature: Newton steps in 1/T inside a bracket; null where no finite T is best.
function optimalTemperature(logits, y, tolerance = 1e-6) {
  const n = y.length;
  const largest = (i) => logits[i * K + largestOf(logits, i)];
  const z = logits.map((value, i) => value - largest(Math.floor(i / K)));
  const scale = -Math.min(...z);
  if (scale === 0) return 1;
  z.forEach((value, i) => (z[i] = value / scale));
  const labelled = y.reduce((sum, label, i) => sum + z[i * K + label], 0) / n;
  const average = z.reduce((sum, value) => sum + value) / z.length;
  if (labelled === 0 || !(labelled > average)) return null;
  let [low, high, beta] = [0, Infinity, 1];
  for (;;) {
    const { probs } = softmax(z, 1 / beta);
    let [slope, curvature] = [-labelled, 0];
    for (let i = 0; i < z.length; i += K) {
      let [mean, square] = [0, 0];
      for (let k = i; k < i + K; k++) {
        mean += probs[k] * z[k];
        square += probs[k] * z[k] ** 2;
      }
      slope += mean / n;
      curvature += (square - mean ** 2) / n;
    }
    [low, high] = slope < 0 ? [beta, high] : [low, beta];
    let step = curvature > 0 ? beta - slope / curvature : Infinity;
    if (!(low < step && step < high)) step = high === Infinity ? 2 * beta : (low + high) / 2;
    const enough = (tolerance / 10) * beta;
    if (Math.abs(step - beta) <= enough || high - low <= enough) return scale / step;
    beta = step;
  }
}

// The test rows at a temperature, as temperature_analysis, with what the views show of them.
function measureAt(run, T) {
  const { y, truth } = run.test;
  const seen = softmax(run.seen.z.subarray(run.y.length * K), T);
  const bins = reliability(y, seen.probs);
  const numbers = { ...measureLabels(seen, y), ...measureRows(seen, truth) };
  return { seen, bins, ...numbers, ece: calibrationError(bins) };
}

// The best temperature of the present network, on samples that serve nothing else.
function bestTemperature(run) {
  run.validation ??= drawSamples(N_VALIDATION, run.settings.seed + 1, run.settings.spread);
  return optimalTemperature(propagate(run.net, run.validation.X), run.validation.y);
}
