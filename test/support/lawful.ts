/** Checks a property, and says with which seed, so that a failure can be had again. */
import fc from 'fast-check';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

export function lawful(property: fc.IRawProperty<unknown>, runs = 200): ReturnType<typeof fc.assert> {
  process.stdout.write(`seed ${seed}\n`);
  return fc.assert(property as fc.IProperty<unknown>, { seed, numRuns: runs });
}
