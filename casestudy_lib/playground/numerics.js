// The chapter's numerics once more, formula by formula as in casestudy_lib: data, network, metrics,
// training and calibration. Arrays are Float64Array, row by row: X has two numbers a sample,
// logits and probabilities have three. All information quantities are in nats.

const K = 3; // classes
const N_TEST = 300;
const N_VALIDATION = 1500; // further samples, on which the best temperature is fitted

// data.py ---------------------------------------------------------------------------------------

// As generate_data(n, seed, std=spread).
function drawSamples(n, seed, spread) {
  const { normal, permutation } = generator(seed);
  const rows = MEANS.flatMap((mean, k) => {
    const count = Math.floor((n + K - 1 - k) / K);
    return Array.from({ length: count }, () => [...mean.map((m) => m + spread * normal()), k]);
  });
  const shuffled = permutation(n).map((i) => rows[i]);
  const X = Float64Array.from(shuffled.flatMap((row) => row.slice(0, 2)));
  return { X, y: Uint8Array.from(shuffled, (row) => row[2]) };
}

// As bayes_posterior: logits −‖x − mean‖² / (2 spread²), up to what all classes share.
function truthLogits(X, spread) {
  return Float64Array.from({ length: (X.length / 2) * K }, (_, i) => {
    const [row, mean] = [Math.floor(i / K), MEANS[i % K]];
    return -((X[2 * row] - mean[0]) ** 2 + (X[2 * row + 1] - mean[1]) ** 2) / (2 * spread ** 2);
  });
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

// The logits of every row of X; what the hidden units answer is kept where room is given.
function propagate({ W1, b1, W2, b2 }, X, hidden) {
  const [units, n] = [b1.length, X.length / 2];
  const z = new Float64Array(n * K);
  for (let i = 0; i < n; i++) {
    let [z0, z1, z2] = [b2[0], b2[1], b2[2]];
    for (let j = 0; j < units; j++) {
      const h = X[2 * i] * W1[j] + X[2 * i + 1] * W1[units + j] + b1[j];
      if (h <= 0) continue; // the unit rests; NaN goes on, and is found
      if (hidden) hidden[i * units + j] = h;
      z0 += h * W2[j * K];
      z1 += h * W2[j * K + 1];
      z2 += h * W2[j * K + 2];
    }
    [z[i * K], z[i * K + 1], z[i * K + 2]] = [z0, z1, z2];
  }
  return z;
}

// Probabilities of softmax(z / T) and their logarithms; the largest logit is taken off first.
function softmax(z, T = 1) {
  const [probs, logProbs] = [new Float64Array(z.length), new Float64Array(z.length)];
  for (let i = 0; i < z.length; i += K) {
    const largest = Math.max(z[i], z[i + 1], z[i + 2]) / T;
    let total = 0;
    for (let k = i; k < i + K; k++) total += probs[k] = Math.exp(z[k] / T - largest);
    const logTotal = Math.log(total);
    for (let k = i; k < i + K; k++) {
      probs[k] /= total;
      logProbs[k] = z[k] / T - largest - logTotal;
    }
  }
  return { probs, logProbs };
}

// The gradient of the mean cross-entropy to the labels `y`, which belong to the first rows seen.
function gradient({ net, X, hidden, probs }, y) {
  const units = net.b1.length;
  const [W1, b1, W2, b2] = [2 * units, units, units * K, K].map((n) => new Float64Array(n));
  const delta = new Float64Array(K);
  for (let i = 0; i < y.length; i++) {
    for (let k = 0; k < K; k++) {
      delta[k] = (probs[i * K + k] - (y[i] === k ? 1 : 0)) / y.length;
      b2[k] += delta[k];
    }
    for (let j = 0; j < units; j++) {
      const h = hidden[i * units + j];
      if (h === 0) continue; // the unit rests: no gradient leads through it
      let back = 0;
      for (let k = 0; k < K; k++) {
        back += delta[k] * net.W2[j * K + k];
        W2[j * K + k] += h * delta[k];
      }
      W1[j] += X[2 * i] * back;
      W1[units + j] += X[2 * i + 1] * back;
      b1[j] += back;
    }
  }
  return { W1, b1, W2, b2 };
}

// metrics.py ------------------------------------------------------------------------------------

const mean = (rows, measure) =>
  rows.reduce((sum, row, i) => sum + measure(row, i), 0) / rows.length;

// −Σ p log q; 0 · log 0 is 0.
const codeLength = (p, logQ) =>
  p.reduce((sum, share, i) => (share > 0 ? sum - share * logQ[i] : sum), 0);
const entropyOf = (p) => codeLength(p, p.map(Math.log));

// The class with the largest number in row i, the first of equal ones, and that number.
function largestOf(rows, i) {
  let best = 0;
  for (let k = 1; k < K; k++) if (rows[i * K + k] > rows[i * K + best]) best = k;
  return best;
}
const largestIn = (rows, i) => rows[i * K + largestOf(rows, i)];

function meanRow(rows) {
  const sums = new Float64Array(K);
  rows.forEach((value, i) => (sums[i % K] += value));
  return sums.map((sum) => (sum * K) / rows.length);
}

// The rows of `part`, "train" or "test", measured against their labels.
const measureLabels = (part, { probs, logProbs }, y) => ({
  [`${part}_loss`]: mean(y, (label, i) => -logProbs[i * K + label]),
  [`${part}_accuracy`]: mean(y, (label, i) => largestOf(probs, i) === label),
});

// The test rows measured against all that is known of them.
function measureTest({ probs, logProbs }, { y, truth, entropy: floor, frequencies }) {
  const entropy = codeLength(probs, logProbs) / N_TEST;
  const guess = meanRow(probs);
  return {
    ...measureLabels("test", { probs, logProbs }, y),
    prediction_entropy: entropy,
    prediction_confidence: mean(y, (_, i) => largestIn(probs, i)),
    kl_divergence: codeLength(truth, logProbs) / N_TEST - floor,
    mutual_information: entropyOf(guess) - entropy,
    class_dist_kl: codeLength(frequencies, guess.map(Math.log)) - entropyOf(frequencies),
  };
}

// The test rows with their posterior, its H(Y|X) and I(X;Y), and how often each class was drawn.
function knowTest(X, y, spread) {
  const { probs: truth, logProbs } = softmax(truthLogits(X, spread));
  const entropy = codeLength(truth, logProbs) / N_TEST;
  const frequencies = NAMES.map((_, k) => mean(y, (label) => label === k));
  return { X, y, truth, entropy, frequencies, information: entropyOf(meanRow(truth)) - entropy };
}

// training.py -----------------------------------------------------------------------------------

// A run from its settings: the samples, the untrained network, and row 0 of the history.
function startRun(settings) {
  const { n_train: n, hidden_dim: units, spread, seed } = settings;
  const { X, y } = drawSamples(n + N_TEST, seed, spread);
  const train = { X: X.subarray(0, 2 * n), y: y.subarray(0, n) };
  const test = knowTest(X.subarray(2 * n), y.subarray(n), spread);
  const validation = drawSamples(N_VALIDATION, seed + 1, spread);
  const run = { settings, X, train, test, validation, epoch: -1, history: {}, overflow: null };
  record(run, look(run, makeNetwork(units, seed)));
  return run;
}

// A network, and what it says of all rows.
function look({ X }, net) {
  const hidden = new Float64Array((X.length / 2) * net.b1.length);
  const z = propagate(net, X, hidden);
  return { net, X, hidden, z, ...softmax(z) };
}

// Take the next epoch for the present one, and add its row to the history.
function record(run, seen) {
  Object.assign(run, { seen, epoch: run.epoch + 1 });
  const [probs, logProbs] = [seen.probs, seen.logProbs].map((rows) => rows.subarray(-N_TEST * K));
  const measured = measureTest({ probs, logProbs }, run.test);
  const row = { epoch: run.epoch, ...measureLabels("train", seen, run.train.y), ...measured };
  for (const [name, value] of Object.entries(row)) (run.history[name] ??= []).push(value);
}

// One update, against the gradient. Where numbers overflow the run stays where it was, and false
// is returned.
function update(run) {
  const [rate, slopes] = [run.settings.learning_rate, gradient(run.seen, run.train.y)];
  const net = { ...run.seen.net };
  for (const part in net) net[part] = net[part].map((value, i) => value - rate * slopes[part][i]);
  const seen = look(run, net);
  if (!Number.isFinite(seen.logProbs.reduce((sum, value) => sum + value))) {
    run.overflow = run.epoch + 1;
    return false;
  }
  record(run, seen);
  return true;
}

// calibration.py --------------------------------------------------------------------------------

// The bin of a confidence, among ten of equal width that include their upper edge.
const EDGES = [1, 2, 3, 4, 5, 6, 7, 8, 9, Infinity].map((tenths) => tenths * 0.1);
const binOf = (confidence) => EDGES.findIndex((edge) => confidence <= edge);

// As reliability_curve, without the empty bins.
function reliability(y, probs) {
  const bins = EDGES.map(() => []);
  y.forEach((_, i) => bins[binOf(largestIn(probs, i))].push(i));
  return bins.filter((rows) => rows.length > 0).map((rows) => ({
    count: rows.length,
    confidence: mean(rows, (i) => largestIn(probs, i)),
    accuracy: mean(rows, (i) => largestOf(probs, i) === y[i]),
  }));
}

// As optimal_temperature: Newton steps in 1/T inside a bracket, from `guess` where there is one;
// null where no finite T is best.
function optimalTemperature(logits, y, guess) {
  const z = logits.map((value, i) => value - largestIn(logits, Math.floor(i / K)));
  const scale = -Math.min(...z);
  if (scale === 0) return 1;
  const labelled = mean(y, (label, i) => z[i * K + label]);
  const average = mean(z, (value) => value);
  if (!(average < labelled && labelled < 0)) return null;
  let [low, high, beta] = [0, Infinity, 1 / (guess ?? scale)];
  for (;;) {
    const { probs } = softmax(z, 1 / beta);
    let [slope, curvature] = [-labelled, 0];
    for (let i = 0; i < z.length; i += K) {
      const expected = probs[i] * z[i] + probs[i + 1] * z[i + 1] + probs[i + 2] * z[i + 2];
      slope += expected / y.length;
      for (let k = i; k < i + K; k++) curvature += (probs[k] * (z[k] - expected) ** 2) / y.length;
    }
    [low, high] = slope < 0 ? [beta, high] : [low, beta];
    let step = curvature > 0 ? beta - slope / curvature : Infinity;
    if (!(low < step && step < high)) step = high === Infinity ? 2 * beta : (low + high) / 2;
    if (Math.min(Math.abs(step - beta), high - low) <= 1e-7 * beta) return 1 / step;
    beta = step;
  }
}

// The test rows at the present temperature, as temperature_analysis, with what the views show. The
// best temperature is that of samples that serve nothing else; that of the last update is near.
function measureNow(run) {
  const { seen, settings, test, validation: { X, y } } = run;
  const at = softmax(seen.z.subarray(-N_TEST * K), settings.temperature);
  const bins = reliability(test.y, at.probs);
  const gaps = bins.map((bin) => bin.count * Math.abs(bin.confidence - bin.accuracy));
  const ece = gaps.reduce((sum, gap) => sum + gap) / N_TEST;
  seen.best ??= optimalTemperature(propagate(seen.net, X), y, run.best);
  run.best = seen.best;
  return { ...at, bins, ...measureTest(at, test), ece, optimal_temperature: run.best };
}
