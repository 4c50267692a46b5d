// What is seen, in words: numbers, the sentence at each pause, and what each picture shows.

const brief = (value) => `${Number(value.toPrecision(3))}`;
const percent = (share) => `${(100 * share).toFixed(1)} %`;

function readout(settings, name) {
  const { form, whole } = SETTINGS[name];
  const text = form.replace("{}", whole ? settings[name] : brief(settings[name]));
  return settings[name] === 1 ? text.replace(/s$/, "") : text; // 1 unit
}

function nats(value) {
  if (value === null) return "none";
  if (!Number.isFinite(value)) return "∞";
  return Math.abs(value) < 1000 ? value.toFixed(3) : value.toExponential(0).replace("+", "");
}

const WATCH = "Watch the thin border, the depth of the colours, and the orange part of the bill.";

const billWords = (floor, kl) =>
  `${nats(floor + kl)} nats: ${nats(floor)} unavoidable and ${nats(kl)} avoidable`;

function inWords({ run: { epoch, overflow, test, settings }, now }) {
  if (overflow) {
    const rate = readout(settings, "learning_rate");
    return `Update ${overflow} overflowed: ${rate} is too large a step.`;
  }
  if (epoch === 0) {
    return "An untrained network. Before you press play, guess: what will happen to its border, to "
      + "its confidence and to the bill?";
  }
  const at = settings.temperature === 1 ? "" : ` at ${readout(settings, "temperature")}`;
  const bill = billWords(test.entropy, now.kl_divergence);
  return `After ${epoch} update${epoch > 1 ? "s" : ""}${at} a label costs ${bill}. The network `
    + `expects to be right on ${percent(now.prediction_confidence)} of the samples (confidence), `
    + `and is right on ${percent(now.test_accuracy)} (accuracy).`;
}

function alternatives({ run: { history, epoch, test, plane, seen, settings }, now }) {
  const same = seen.plane.best.filter((k, i) => k === plane.best[i]).length / GRID ** 2;
  const ends = (name) => `from ${nats(history[name][0])} to ${nats(history[name][epoch])}`;
  const bill = billWords(test.entropy, now.kl_divergence);
  const told = `I(X;Ŷ) ${nats(now.mutual_information)} of I(X;Y) ${nats(test.information)}`;
  const bins = now.bins.map((bin) => `${nats(bin.accuracy)} at ${nats(bin.confidence)}`);
  const T = readout(settings, "temperature");
  return {
    map: "Map of the plane, A bottom left, B bottom right, C on top. Network and truth choose the "
      + `same class on ${percent(same)} of it.`,
    bill: `The bill: ${bill}. ${told}. Training loss ${ends("train_loss")}.`,
    curves: `Confidence ${ends("prediction_confidence")}, accuracy ${ends("test_accuracy")}.`,
    simplex: `The triangle of the classes: ${N_TEST} predictions, each joined to its truth.`,
    reliability: `Reliability at ${T}: accuracy ${bins.join(", ")} confidence.`,
  };
}
