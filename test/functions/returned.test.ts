import { expect, it } from 'vitest';
import { metered } from '../../shared/runtime/metered.ts';

/** What is counted of an answer, in the order in which it is. */
async function countedOf(answer: unknown): Promise<readonly unknown[]> {
  const calls: unknown[] = [];
  const meter = {
    returned: (parts: number) => void calls.push(parts),
    publish: () => void calls.push('published'),
  };
  expect(await metered(meter, async () => answer)({})).toBe(answer);
  return calls;
}

it.each([
  [{ batchItemFailures: [{ itemIdentifier: 'm-1' }, { itemIdentifier: 'm-2' }] }, 2],
  [{ batchItemFailures: [] }, 0],
  [undefined, 0],
  [{ sealed: 3 }, 0],
])('counts of the answer %j how much of the batch it gives back', async (answer, parts) => {
  expect(await countedOf(answer)).toEqual([parts, 'published']);
});
