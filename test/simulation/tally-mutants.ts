/** Bugs planted where imports are counted. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { importsSubject } from '../../shared/ledger/tallies.ts';
import { inTransactions, type Mutant, withoutDecrements } from './mutants.ts';

const isOfImport = ({ Update }: TransactWriteItem): boolean =>
  Update?.Key?.['subject']?.S?.startsWith(importsSubject('')) === true;

/** Counts every exception that comes under one day, whenever it does. */
function onOneDay(item: TransactWriteItem): TransactWriteItem {
  const { Update } = item;
  const place = Update?.Key?.['item']?.S;
  if (Update === undefined || place === undefined || !isOfImport(item)) return item;
  const moved = { S: `2020-08-01${place.slice('YYYY-MM-DD'.length)}` };
  return { Update: { ...Update, Key: { ...Update.Key, item: moved } } };
}

export const tallyMutants: readonly Mutant[] = [
  {
    name: 'a store that takes nothing off the tallies of imports',
    seeds: 60,
    substitutes: {
      client: inTransactions((item) => (isOfImport(item) ? withoutDecrements(item) : item)),
    },
  },
  {
    name: 'a store that counts imports under another day',
    seeds: 60,
    substitutes: { client: inTransactions(onOneDay) },
  },
];
