import { describe, expect, it } from 'vitest';
import {
  Fault,
  mostAttempts,
  postSheet,
  type SheetJournal,
  type Surroundings,
  untilCommitted,
} from '../../shared/ledger/posting.ts';
import { now, sheetOfMany, stateOf } from '../support/sheets.ts';

/** Waits for nobody, and notes what it was asked to wait for. */
function waiting(): Surroundings & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    backOff: async (attempt) => {
      waits.push(attempt);
    },
  };
}

describe('what races for a book', () => {
  it('is tried again after a wait for each race that is lost, each a further one', async () => {
    const surroundings = waiting();
    const tried: number[] = [];
    const result = await untilCommitted(surroundings, async (tries) => {
      tried.push(tries);
      return tries < 4 ? 'lost' : 'won';
    });
    expect(result).toBe('won');
    expect(tried).toEqual([1, 2, 3, 4]);
    expect(surroundings.waits).toEqual([1, 2, 3]);
  });

  it('may win the last of its races', async () => {
    const result = await untilCommitted(waiting(), async (tries) => (tries < mostAttempts ? 'lost' : 'won'));
    expect(result).toBe('won');
  });

  it('goes back to its queue when it has lost them all', async () => {
    let races = 0;
    const lost = untilCommitted(waiting(), async () => {
      races += 1;
      if (races > mostAttempts) throw new Error('it races on');
      return 'lost';
    });
    await expect(lost).rejects.toThrow(Fault);
    await expect(lost).rejects.toMatchObject({
      name: 'Fault',
      disposition: 'retry',
      message: `${mostAttempts} races for one book were lost`,
    });
    expect(races).toBe(mostAttempts);
  });
});

describe('a sheet of more receipts than one transaction holds', () => {
  it('is posted in groups; nothing is assumed of one that lost a race, and again of the next', async () => {
    // Prepare
    const sheet = sheetOfMany(150);
    const surroundings = waiting();
    const loads: [rows: number, hasLost: boolean][] = [];
    let commits = 0;
    const journal: SheetJournal = {
      sheetState: async (rest, hasLost) => {
        loads.push([rest.rows.length, hasLost]);
        return stateOf(rest);
      },
      commit: async () => {
        commits += 1;
        return commits === 1 || commits === 3 ? 'lost' : 'committed';
      },
      cases: async (ids) => new Map(ids.map((id) => [id, undefined])),
      stillWaiting: async () => new Set(),
    };

    // Act
    const outcomes = await postSheet(sheet, journal, surroundings);

    // Assess
    expect(outcomes).toEqual(sheet.rows.map(() => ({ fate: 'posted' })));
    const rest = loads.at(-1)?.[0] ?? 0;
    expect(rest).toBeGreaterThan(0);
    expect(rest).toBeLessThan(150);
    expect(loads).toEqual([
      [150, false],
      [150, true],
      [rest, false],
      [rest, true],
    ]);
    expect(surroundings.waits).toEqual([1, 1]);
  });
});
