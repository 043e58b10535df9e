import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { type Hold, holdKey } from '../../shared/ledger/exception-keys.ts';
import { fenceOfRefusals } from '../../shared/ledger/fence.ts';
import { Store } from '../../shared/store/store.ts';
import { Tables } from '../../shared/store/tables.ts';
import { DynamoDbModel } from '../simulation/dynamodb-model.ts';
import { Dice } from '../support/dice.ts';
import { bookAccount, receipt, rowOf, sheetOf } from '../support/sheets.ts';

const hold: Hold = {
  exceptionId: 'x1',
  dependsOn: 'stock:C-1/O-1',
  queue: 'handovers',
  messageGroup: 'C-1',
  position: '2020-08-08T00:00:00.000Z#0000',
  recordSeq: 1,
};

it('a batch asks last whether a row that is tried again is held still, so that no withdrawal is overlooked', async () => {
  // Prepare
  const model = new DynamoDbModel(
    new Dice('loads'),
    () => undefined,
    () => 0,
  );
  const asked: string[] = [];
  const client = {
    send: async (command: { readonly input: object }) => {
      asked.push(JSON.stringify(command.input));
      return model.answer(command);
    },
  } as unknown as DynamoDBClient;
  const store = new Store(
    new Tables(client, { households: 'households', stock: 'stock', ledgers: 'ledgers' }),
  );

  const sheet = sheetOf([{ ...rowOf(0, receipt('R-1', 'H-1')), hold }]);
  await store.loadBatch(sheet, false);
  const withdrawn = new Map([['R-1', { digest: 'd', status: 'rejected' as const }]]);
  await store.commit([fenceOfRefusals(bookAccount, 0, withdrawn)]);
  asked.length = 0;

  // Act
  const state = await store.loadBatch(sheet, false);

  // Assess
  const { subject, item } = holdKey(hold);
  const ofHold = asked.map((input) => input.includes(subject) && input.includes(item));
  expect(ofHold.filter(Boolean)).toHaveLength(1);
  expect(ofHold.at(-1)).toBe(true);
  expect(state.refusals.has('R-1')).toBe(true);
  expect(state.stillHeld).toEqual(new Set());
});
