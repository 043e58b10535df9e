/** Numbers from 0 up to, never including, 1; always the same ones for the same seed. */
export type Random = () => number;

/** FNV-1a of a text, as an unsigned 32-bit integer: spreads ids evenly, and is no secret. */
export function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // FNV's low bits follow the last characters closely; one more mix makes `% 100` fair.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Mulberry32: 32 bits of state, a period of 2^32, plenty for a generated city. */
export function seededRandom(seed: string): Random {
  let state = spread(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
