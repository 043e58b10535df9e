import { expect, it } from 'vitest';
import { playWild } from './simulate.ts';

/** The first of the many that `npm run simulate` plays; a mutation run plays a few for each mutant. */
const histories = Number(process.env['SIM_HISTORIES'] ?? 100);

it('the posting engine keeps every promise of the books through any history and any faults', {
  timeout: 600_000,
}, async () => {
  for (let index = 0; index < histories; index += 1) {
    const { failures } = await playWild(`wild-${index}`);
    expect(failures.join()).toBe('');
  }
});
