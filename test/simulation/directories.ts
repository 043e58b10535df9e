/** What the table of households holds, households and directories apart, and that the one says what the other does. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { JsonObject } from '../../shared/domain/canonical.ts';
import { type DirectoryRow, directoryRow } from '../../shared/ledger/directory.ts';
import { type Household, isRegistered, readHousehold } from '../../shared/ledger/household-item.ts';
import { isHouseholdId } from '../../shared/ledger/keys.ts';
import { rowsOfPart } from '../../shared/store/directory-form.ts';
import type { Store } from '../../shared/store/store.ts';
import type { DynamoDbModel } from './dynamodb-model.ts';
import { ensure } from './violation.ts';

type Database = Pick<DynamoDbModel, 'table'>;

export const registeredHouseholds = (database: Database): readonly Household[] =>
  database
    .table('households')
    .filter(({ householdId }) => isHouseholdId(householdId?.S ?? ''))
    .map((item) => readHousehold(unmarshall(item) as JsonObject));

/** Every row that stands in a part, whichever is overridden. */
export const directoryRows = (database: Database): readonly DirectoryRow[] =>
  database
    .table('households')
    .filter(({ rows }) => rows !== undefined)
    .flatMap((item) => rowsOfPart('', unmarshall(item)));

/** A search finds everyone ever registered at a centre there, as their own items say, and nobody else. */
export async function assessDirectories(journal: Store, households: readonly Household[]): Promise<void> {
  const registered = households.filter(isRegistered);
  const centreIds = [
    ...new Set(registered.flatMap(({ history }) => history.map(({ centreId }) => centreId))),
  ];
  for (const { centreId, rows } of await journal.directories.households(centreIds)) {
    const ofCentre = registered.filter(({ history }) => history.some((row) => row.centreId === centreId));
    const expected = listed(ofCentre.map(directoryRow));
    ensure(
      listed(rows) === expected,
      () => `the directory of ${centreId} has ${listed(rows)}, but registered are ${expected}`,
    );
  }
}

const listed = (rows: readonly DirectoryRow[]): string =>
  rows
    .map(({ householdId, name = '', neighbourhood = '', centreId }) =>
      [householdId, name, neighbourhood, centreId].join('|'),
    )
    .sort()
    .join(', ');
