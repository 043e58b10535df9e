/** The whole local system: sheets that wait in their queue, until the last one is in the books. */
import type { BenchSystem } from './bench-system.ts';
import { checkBooks } from './books-check.ts';
import { type CityCentre, sheetsOf } from './city.ts';
import type { Section } from './section.ts';

export const systemSection = (
  name: string,
  about: string,
  system: BenchSystem,
  city: readonly CityCentre[],
  households: number,
  rowsPerSheet: number,
): Section => ({
  name,
  about,
  needsOrder: true,
  async prepare(orderId) {
    await system.send(city.flatMap((centre) => [...sheetsOf(orderId, centre, households, rowsPerSheet)]));
    return {
      handovers: city.length * households,
      work() {
        system.resume();
        return system.untilServed(orderId, city, households);
      },
      async check() {
        await system.pause();
        await checkBooks(system.tables, orderId, city, households);
      },
    };
  },
});
