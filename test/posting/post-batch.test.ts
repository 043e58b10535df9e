import { describe, expect, it } from 'vitest';
import { exceptionIdOf, type IdClaim } from '../../shared/ledger/id-claims.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { rowIdempotencyKey } from '../../shared/posting/batch.ts';
import type { BatchState } from '../../shared/posting/batch-state.ts';
import type { Clock } from '../../shared/posting/ports.ts';
import { type BatchJournal, postBatch } from '../../shared/posting/post-batch.ts';
import { FaultError, maxAttempts, retryOnConflict } from '../../shared/posting/retry-on-conflict.ts';
import { TooLargeError } from '../../shared/posting/too-large.ts';
import { now, sheetOfMany, stateOf } from '../support/sheets.ts';

/** Waits for nobody, and notes what it was asked to wait for. */
function waiting(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    backOff: async (attempt) => {
      waits.push(attempt);
    },
    checkTime: () => undefined,
  };
}

describe('what races for a book', () => {
  it('is tried again after a wait for each race that is lost, each a further one', async () => {
    const clock = waiting();
    const tried: number[] = [];
    const result = await retryOnConflict(clock, async (tries) => {
      tried.push(tries);
      return tries < 4 ? 'conflict' : 'won';
    });
    expect(result).toBe('won');
    expect(tried).toEqual([1, 2, 3, 4]);
    expect(clock.waits).toEqual([1, 2, 3]);
  });

  it('may win the last of its races', async () => {
    const result = await retryOnConflict(waiting(), async (tries) =>
      tries < maxAttempts ? 'conflict' : 'won',
    );
    expect(result).toBe('won');
  });

  it('goes back to its queue when it has lost them all', async () => {
    let races = 0;
    const lost = retryOnConflict(waiting(), async () => {
      races += 1;
      if (races > maxAttempts) throw new Error('it races on');
      return 'conflict';
    });
    await expect(lost).rejects.toThrow(FaultError);
    await expect(lost).rejects.toMatchObject({
      name: 'FaultError',
      message: `Gave up after ${maxAttempts} write conflicts on one book`,
    });
    expect(races).toBe(maxAttempts);
  });
});

describe('a group', () => {
  const sheet = sheetOfMany(1);
  const [row] = sheet.rows;
  if (row === undefined) throw new Error('it has a row');
  const event = exceptionIdOf('event/urn:x#e-1');
  const own = exceptionIdOf(rowIdempotencyKey(sheet, row));

  /** Answers `known`, and notes what it was asked for and whether anything was written. */
  function journalOf(state: Partial<BatchState>, known: ReadonlyMap<string, IdClaim> = new Map()) {
    const asked: string[] = [];
    const commits: number[] = [];
    const journal: BatchJournal = {
      loadBatch: async (of) => stateOf(of, state),
      commit: async ({ length }) => {
        commits.push(length);
        return 'committed';
      },
      claims: async (ids) => {
        asked.push(...ids);
        return new Map(ids.map((id) => [id, known.get(id)]));
      },
      exceptionNow: async () => undefined,
      stillHeld: async () => new Set(),
    };
    return { journal, asked, commits };
  }

  it('is decided again with each case that it turns out to need', async () => {
    const known = new Map([[own, { digest: 'another', status: 'rejected' }]] as const);
    const { journal, asked, commits } = journalOf({ households: new Map(), claims: new Map() }, known);
    expect(await postBatch(sheet, journal, waiting())).toEqual([
      { status: 'rejected', reason: 'conflicting-duplicate' },
    ]);
    expect(asked).toEqual([event, own, exceptionIdOf(rowIdempotencyKey(sheet, row), row.digest)]);
    expect(commits).toHaveLength(1);
  });

  it('that changes nothing writes nothing', async () => {
    const refusals = new Map([['R-1000', { digest: row.digest, status: 'held' as const }]]);
    const claims = new Map([[event, { digest: row.event.digest, status: 'posted' as const }]]);
    const { journal, commits } = journalOf({ refusals, claims });
    expect(await postBatch(sheet, journal, waiting())).toEqual([{ status: 'duplicate' }]);
    expect(commits).toEqual([]);
  });
});

describe('a sheet of more receipts than one transaction holds', () => {
  it('is posted in groups; nothing is assumed of one that lost a race, and again of the next', async () => {
    // Prepare
    const sheet = sheetOfMany(150);
    const clock = waiting();
    const loads: [rows: number, hasConflicted: boolean][] = [];
    let commits = 0;
    const journal: BatchJournal = {
      loadBatch: async (rest, hasConflicted) => {
        loads.push([rest.rows.length, hasConflicted]);
        return stateOf(rest);
      },
      commit: async () => {
        commits += 1;
        return commits === 1 || commits === 3 ? 'conflict' : 'committed';
      },
      claims: async (ids) => new Map(ids.map((id) => [id, undefined])),
      exceptionNow: async () => undefined,
      stillHeld: async () => new Set(),
    };

    // Act
    const outcomes = await postBatch(sheet, journal, clock);

    // Assess
    expect(outcomes).toEqual(sheet.rows.map(() => ({ status: 'posted' })));
    const rest = loads.at(-1)?.[0] ?? 0;
    expect(rest).toBeGreaterThan(0);
    expect(rest).toBeLessThan(150);
    expect(loads).toEqual([
      [150, false],
      [150, true],
      [rest, false],
      [rest, true],
    ]);
    expect(clock.waits).toEqual([1, 1]);
  });
});

describe('a sheet that is too large for the store', () => {
  /** Takes transactions up to a size. */
  function narrow(most: number) {
    const commits: (readonly Write[])[] = [];
    const journal: BatchJournal = {
      loadBatch: async (rest) => stateOf(rest),
      commit: async (writes) => {
        // What is refused takes no place in a book.
        const entries = writes.filter(
          (write) => write.kind === 'append' && write.key.subject.startsWith('household:'),
        );
        if (entries.length > most) throw new TooLargeError('as much as this');
        commits.push(writes);
        return 'committed';
      },
      claims: async (ids) => new Map(ids.map((id) => [id, undefined])),
      exceptionNow: async () => undefined,
      stillHeld: async () => new Set(),
    };
    return { journal, commits };
  }

  it('is posted in smaller groups', async () => {
    const sheet = sheetOfMany(40);
    const { journal, commits } = narrow(10);
    expect(await postBatch(sheet, journal, waiting())).toEqual(sheet.rows.map(() => ({ status: 'posted' })));
    expect(commits.length).toBeLessThanOrEqual(6);
  });

  it('is refused, row by row, where each is too large alone', async () => {
    const sheet = sheetOfMany(2);
    const { journal, commits } = narrow(0);
    expect(await postBatch(sheet, journal, waiting())).toEqual(
      sheet.rows.map(() => ({ status: 'rejected', reason: 'invalid-message' })),
    );
    expect(JSON.stringify(commits)).toContain('"path":"data.receipts[1]"');
    expect(JSON.stringify(commits)).toContain('as much as this');
  });
});
