import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anomalyKinds, queues, reasons } from '../flows/contract.ts';
import { asSent } from './corrections.ts';
import { expectedAnomalies } from './expected.ts';
import { history, messagesOf } from './histories.ts';
import { Model } from './model.ts';

it('random histories come upon every type, every reason and every anomaly of the contract', async () => {
  const seen = new Set<string>();
  for (const one of fc.sample(history, { seed: 7, numRuns: 150 })) {
    const model = new Model();
    let exceptions = 0;
    const nextId = (): string => {
      exceptions += 1;
      return `x${exceptions}`;
    };
    for (const drawn of messagesOf(one)) {
      const message = await asSent(drawn, model, nextId);
      if (message !== undefined) model.take(message);
    }
    for (const outcome of model.outcomes.keys()) seen.add(outcome);
    for (const order of model.journal.orders.values()) {
      for (const anomaly of expectedAnomalies(model, order)) seen.add(anomaly.replace(/ at .*/, ''));
    }
  }
  /** What only people say changes no book; test/functions/assurance and test/flows have it. */
  const playedElsewhere = new Set([
    'posted relief.receipt.confirmed.v1',
    'posted relief.complaint.raised.v1',
    'posted relief.complaint.answered.v1',
    'posted relief.finding.noted.v1',
    'posted relief.audit.opened.v1',
    'posted relief.audit.observed.v1',
    'disputed-receipt',
  ]);
  const expected = [
    'duplicate',
    ...reasons.held.map((reason) => `held: ${reason}`),
    ...reasons.rejected.map((reason) => `rejected: ${reason}`),
    ...Object.values(queues)
      .flat()
      .map((type) => `posted ${type}`),
    ...anomalyKinds,
  ];
  expect(expected.filter((one) => !seen.has(one) && !playedElsewhere.has(one))).toEqual([]);
});
