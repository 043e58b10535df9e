import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnswerBoard } from '../../dashboard/api/answer-board.ts';
import { AnswerError } from '../../dashboard/api/answer-client.ts';
import { RefreshPace } from '../../dashboard/api/refresh-pace.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.stubGlobal('document', { visibilityState: 'visible' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type Given = AnswerError | string;

/** The seconds at which a question is asked in a minute and a half, answered by turns; the last answer stays. */
async function askedAt(...answers: readonly Given[]): Promise<readonly number[]> {
  const asked: number[] = [];
  const board = new AnswerBoard(new RefreshPace(60, () => 0, 0));
  const answer = async (): Promise<string> => {
    const given = answers[Math.min(asked.push(Date.now() / 1_000), answers.length) - 1];
    if (given instanceof AnswerError) throw given;
    return String(given);
  };
  board.watch('a question', answer, true, () => undefined);
  await vi.advanceTimersByTimeAsync(90_000);
  return asked;
}

const outOfReach = new AnswerError('Failed to fetch');

describe('a question', () => {
  it('that is answered is asked again at the next round', async () => {
    expect(await askedAt('an answer')).toEqual([0, 60]);
  });

  it.each([
    ['is out of reach', outOfReach],
    ['is busy', new AnswerError('Too Many Requests', 429)],
    ['fails', new AnswerError('Internal Server Error', 500)],
  ])(
    'is asked again after two seconds where the API %s, and at rounds once it is answered',
    async (_, error) => {
      expect(await askedAt(error, 'an answer')).toEqual([0, 2, 60]);
    },
  );

  it('waits twice as long after each failure, until the next round', async () => {
    expect(await askedAt(outOfReach)).toEqual([0, 2, 6, 14, 30, 60]);
  });

  it.each([401, 403, 404])('that is answered with %i waits for the next round', async (status) => {
    expect(await askedAt(new AnswerError('no', status))).toEqual([0, 60]);
  });

  it('whose earlier answer is on show waits for the next round', async () => {
    expect(await askedAt('an answer', outOfReach)).toEqual([0, 60]);
  });

  it('starts with two seconds again once it was told that there is nothing', async () => {
    const notFound = new AnswerError('no', 404);
    expect(await askedAt(outOfReach, outOfReach, notFound, outOfReach, 'an answer')).toEqual([
      0, 2, 6, 60, 62,
    ]);
  });

  it('is not asked again while the page is paused, hidden, or shows something else', async () => {
    const asked: number[] = [];
    const board = new AnswerBoard(new RefreshPace(60, () => 0, 0));
    const ask = async (): Promise<never> => {
      asked.push(Date.now() / 1_000);
      throw outOfReach;
    };
    const leave = board.watch('a question', ask, true, () => undefined);
    board.setPaused(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([0]);
    vi.stubGlobal('document', { visibilityState: 'hidden' });
    board.setPaused(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([0, 10]);
    vi.stubGlobal('document', { visibilityState: 'visible' });
    leave();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([0, 10]);
  });
});
