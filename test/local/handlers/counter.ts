/** Answers how often this container was called. */
let invocations = 0;

export function handler(): number {
  invocations += 1;
  return invocations;
}
