// NumPy's random numbers: generator(seed) draws what numpy.random.default_rng(seed) draws.
// From NumPy's bit_generator.pyx (SeedSequence), pcg64.h (O'Neill 2014) and distributions.c.

const word = (big, bits) => BigInt.asUintN(bits, big);

// SeedSequence(seed).generate_state(4, uint64): the seed, mixed into four words of 64 bits.
function seedWords(seed) {
  const fold = (value) => value ^ (value >>> 16);
  let factor = 0x43b0d7e5;
  const hash = (value, step) => {
    value ^= factor;
    factor = Math.imul(factor, step);
    return fold(Math.imul(value, factor));
  };
  const mix = (x, y) => fold(Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y));
  const pool = [seed >>> 0, Math.floor(seed / 2 ** 32), 0, 0].map((part) => hash(part, 0x931e8875));
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) {
      if (from !== to) pool[to] = mix(pool[to], hash(pool[from], 0x931e8875));
    }
  }
  factor = 0x8b51f9dd;
  const halves = Array.from({ length: 8 }, (_, i) => BigInt(hash(pool[i % 4], 0x58f38ded) >>> 0));
  return [0, 2, 4, 6].map((i) => halves[i] | (halves[i + 1] << 32n));
}

// The 256 layers of equal area under the normal density (Marsaglia & Tsang 2000): how wide each is,
// and up to where all of it lies under the density. Layer 1 is on top; layer 0 has the tail.
const TAIL = 3.654152885361008796;
const AREA = 0.004928673233974655;
const density = (x) => Math.exp((-x * x) / 2);
const LAYERS = [[AREA / density(TAIL), TAIL]];
for (let layer = 255, width = TAIL; layer > 0; layer--) {
  const above = layer > 1 ? Math.sqrt(-2 * Math.log(AREA / width + density(width))) : 0;
  LAYERS[layer] = [width, above];
  width = above;
}

function generator(seed) {
  const [high, low, streamHigh, streamLow] = seedWords(seed);
  const increment = word((((streamHigh << 64n) | streamLow) << 1n) | 1n, 128);
  const step = (state) => word(state * 0x2360ed051fc65da44385df649fccf645n + increment, 128);
  let state = step(step(0n) + ((high << 64n) | low));
  let spare = null; // the upper half of a word, which the next draw of 32 bits uses

  function next64() {
    state = step(state);
    const [turn, bits] = [state >> 122n, word((state >> 64n) ^ state, 64)];
    return word((bits >> turn) | (bits << (64n - turn)), 64);
  }

  function next32() {
    const bits = spare ?? next64();
    spare = spare === null ? bits >> 32n : null;
    return Number(word(bits, 32));
  }

  const uniform = () => Number(next64() >> 11n) / 2 ** 53;
  const exponential = () => -Math.log1p(-uniform());

  function normal() {
    for (;;) {
      const bits = next64();
      const layer = Number(bits & 0xffn);
      const [width, sure] = LAYERS[layer];
      const x = (Number((bits >> 9n) & 0xfffffffffffffn) / 2 ** 52) * width;
      const sign = bits & 0x100n ? -1 : 1;
      if (x < sure) return sign * x;
      if (layer === 0) return (bits & 0x20000n ? -1 : 1) * tail();
      const [low, high] = [density(width), density(sure)];
      if (low + (high - low) * uniform() < density(x)) return sign * x;
    }
  }

  function tail() {
    for (;;) {
      const beyond = exponential() / TAIL;
      if (2 * exponential() > beyond * beyond) return TAIL + beyond;
    }
  }

  // A permutation of 0 … n − 1, by exchanges from the last place to the first.
  function permutation(n) {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let last = n - 1; last > 0; last--) {
      const mask = 2 ** (32 - Math.clz32(last)) - 1;
      let place;
      do place = next32() & mask;
      while (place > last);
      [order[last], order[place]] = [order[place], order[last]];
    }
    return order;
  }

  return { normal, permutation };
}
