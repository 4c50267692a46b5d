// What is seen, in words: the sentence at each pause, and the text alternatives of the pictures.

function inWords({ run, now, T }) {
  const { epoch, overflow, history, test, perfect, settings } = run;
  if (overflow) {
    const rate = brief(settings.learning_rate);
    return `Training stopped, for update ${overflow} overflowed: ${rate} is too large a step.`;
  }
  if (epoch === 0) {
    return "An untrained network. Before you press play, guess: what will happen to its border, to "
      + "its confidence and to the bill?";
  }
  const [floor, kl] = [test.truth.entropy, now.kl_divergence];
  const [sure, right] = [now.prediction_confidence, now.accuracy];
  const pair = `confidence ${nats(sure)}, accuracy ${nats(right)}`;
  const paid = history.train_loss[epoch];
  let verdict = `It is as sure as it is right: ${pair}.`;
  if (T === 1 && paid < perfect - 0.03) {
    verdict = `Training labels cost it ${nats(paid)}, less than the ${nats(perfect)} of the truth `
      + "itself: it has learned them by heart.";
  } else if (sure > right + 0.02) verdict = `It is more often sure than right: ${pair}.`;
  else if (sure < right - 0.02) verdict = `It is more often right than sure: ${pair}.`;
  const when = `${epoch} update${epoch === 1 ? "" : "s"}${T === 1 ? "" : `, at T = ${brief(T)},`}`;
  return `After ${when} a label costs ${nats(floor + kl)} nats: `
    + `${nats(floor)} unavoidable, ${nats(kl)} avoidable. ${verdict}`;
}

function alternatives({ run, now, border, T }) {
  const agree = border.best.reduce((sum, k, i) => sum + (k === run.border.best[i]), 0) / GRID ** 2;
  const { entropy: floor, information } = run.test.truth;
  const ends = (name) => {
    const column = run.history[name];
    return `from ${nats(column[0])} to ${nats(column[run.epoch])}`;
  };
  const point = (bin) => `${nats(bin.confidence)}: ${nats(bin.accuracy)} of ${bin.count}`;
  return {
    map: "Map of the plane, A bottom left, B bottom right, C on top. Network and truth choose the "
      + `same class on ${Math.round(100 * agree)} % of it.`,
    bill: `The bill: ${nats(floor + now.kl_divergence)} nats a label, of which ${nats(floor)} are `
      + `H(Y|X) and never move, and ${nats(now.kl_divergence)} are KL. I(X;Ŷ) is `
      + `${nats(now.mutual_information)}, I(X;Y) ${nats(information)}. Over the run the loss on `
      + `training labels went ${ends("train_loss")}.`,
    curves: `Over ${run.epoch} updates confidence went ${ends("prediction_confidence")}, accuracy `
      + `${ends("test_accuracy")}.`,
    simplex: `The triangle of the three classes: ${N_TEST} predictions, each joined to its truth; `
      + `mean KL ${nats(now.kl_divergence)} nats.`,
    reliability: `Reliability at T = ${brief(T)}: ECE ${nats(now.ece)}. Accuracy at each `
      + `confidence: ${now.bins.filter((bin) => bin.count).map(point).join("; ")}.`,
  };
}
