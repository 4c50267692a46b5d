// What is seen, in words: numbers, the sentence at each pause, and what each picture shows.

const brief = (value) => `${Number(value.toPrecision(3))}`;
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const readout = (name, value) =>
  SETTINGS[name].form.replace("{}", name === "seed" ? value : brief(value));

function nats(value) {
  if (value === null) return "none";
  if (!Number.isFinite(value)) return "∞";
  return Math.abs(value) < 1000 ? value.toFixed(3) : value.toExponential(0).replace("+", "");
}

const billWords = (floor, total) =>
  `${nats(total)} nats: ${nats(floor)} unavoidable and ${nats(total - floor)} avoidable`;

function inWords({ run: { epoch, overflow, history, test, perfect, settings }, now }) {
  const { learning_rate: rate, temperature: T } = settings;
  if (overflow) {
    return `Training stopped: update ${overflow} overflowed. A learning rate of ${brief(rate)} is `
      + "too large.";
  }
  if (epoch === 0) {
    return "An untrained network. Before you press play, guess: what will happen to its border, to "
      + "its confidence and to the bill?";
  }
  const updates = `${epoch} update${epoch === 1 ? "" : "s"}`;
  const when = `After ${updates}${T === 1 ? "" : ` and at T = ${brief(T)}`}`;
  const bill = billWords(test.entropy, test.entropy + now.kl_divergence);
  const paid = history.train_loss[epoch];
  let verdict = `It expects to be right on ${percent(now.prediction_confidence)} of the samples `
    + `(confidence) and is right on ${percent(now.accuracy)} (accuracy).`;
  if (T === 1 && paid < perfect - 0.03) {
    verdict = `For its training labels it pays only ${nats(paid)}; the truth itself would pay `
      + `${nats(perfect)}. It has learned them by heart.`;
  }
  return `${when} a label costs ${bill}. ${verdict}`;
}

function alternatives({ run: { history, epoch, test, plane, seen, settings }, now }) {
  const same = seen.plane.best.filter((k, i) => k === plane.best[i]).length / GRID ** 2;
  const ends = (name) => `from ${nats(history[name][0])} to ${nats(history[name][epoch])}`;
  const bins = now.bins.map(({ confidence, accuracy, count }) =>
    `${nats(confidence)}: ${nats(accuracy)} of ${count}`);
  return {
    map: "Map of the plane, A bottom left, B bottom right, C on top. Network and truth choose the "
      + `same class on ${percent(same)} of it.`,
    bill: `The bill: ${billWords(test.entropy, test.entropy + now.kl_divergence)}. `
      + `I(X;Ŷ) is ${nats(now.mutual_information)}, I(X;Y) ${nats(test.information)}. The loss on `
      + `training labels went ${ends("train_loss")} in ${epoch} updates.`,
    curves: `Confidence went ${ends("prediction_confidence")}, accuracy ${ends("test_accuracy")}.`,
    simplex: `The triangle of the three classes: ${N_TEST} predictions, each joined to its truth; `
      + `mean KL ${nats(now.kl_divergence)} nats.`,
    reliability: `Reliability at T = ${brief(settings.temperature)}: ECE ${nats(now.ece)}. `
      + `Accuracy at each confidence: ${bins.join("; ")}.`,
  };
}
