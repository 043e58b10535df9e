/** Which files a reader may send, and what of one the API would refuse as another's. It guards nothing: the API does. */
import type { ReaderAnswer } from '../../../shared/contract/answers/readers.ts';
import type { RoleName } from '../../../shared/domain/roles.ts';
import { faultAt } from '../../../shared/files/fault.ts';
import { type ImportKind, importKinds, kindsOfFiles } from '../../../shared/files/kinds.ts';
import type { ImportDefaults } from '../../../shared/files/options.ts';
import { placeOf } from '../../../shared/files/record.ts';
import type { FileRecord, FileRecords, RefusedRow } from '../../../shared/files/records.ts';

const sendersOf: { readonly [K in ImportKind]: readonly RoleName[] } = {
  households: ['coordinator', 'centre-staff'],
  locations: ['coordinator'],
  waybills: ['coordinator', 'centre-staff'],
  arrivals: ['coordinator', 'centre-staff'],
  handovers: ['coordinator', 'centre-staff'],
  returns: ['coordinator', 'centre-staff'],
  missed: ['coordinator', 'centre-staff'],
  payments: ['coordinator', 'payer'],
  counts: ['coordinator', 'centre-staff', 'auditor'],
  observations: ['auditor'],
};

export const kindsOfReader = ({ roles }: ReaderAnswer): readonly ImportKind[] =>
  importKinds.filter((kind) => roles.some((role) => sendersOf[kind].includes(role)));

/** What may be said beside a file of a kind, for columns that it leaves out. */
export function besideOf(kind: ImportKind): readonly (keyof ImportDefaults)[] {
  const { columns } = kindsOfFiles[kind];
  const standIns = Object.values(columns).flatMap(({ need }) =>
    need === 'required' || need === 'optional' ? [] : [need],
  );
  const isRegistration = kind === 'households' || kind === 'locations';
  return [...new Set(standIns), ...(isRegistration ? [] : (['date', 'time'] as const))];
}

/** The column that says where, or by whom, a row happened. */
const ownerFields: { readonly [K in ImportKind]?: string } = {
  households: 'centreId',
  waybills: 'from',
  arrivals: 'at',
  handovers: 'centreId',
  returns: 'centreId',
  missed: 'centreId',
  counts: 'locationId',
  payments: 'payerId',
};

/** Rows that are the reader's to send, and the others. */
export function ownRows(
  { records, context: { kind, header } }: FileRecords,
  { roles, locations, payers }: ReaderAnswer,
): { readonly own: readonly FileRecord[]; readonly refused: readonly RefusedRow[] } {
  const field = ownerFields[kind];
  const isAnywhere = roles.includes('coordinator') || (kind === 'counts' && roles.includes('auditor'));
  if (isAnywhere || field === undefined) return { own: records, refused: [] };
  const names = kind === 'payments' ? payers : locations.map(({ locationId }) => locationId);
  const isOwn = ({ fields }: FileRecord): boolean =>
    names.includes(String(fields[field])) && fields['overIssue'] === undefined;
  const refusalOf = ({ row, fields }: FileRecord): RefusedRow => {
    const [at, expected] =
      fields['overIssue'] === undefined
        ? [field, `what is yours: ${names.join(', ')}`]
        : ['overIssue', 'nothing, because only coordinators send it'];
    const found = fields[at];
    return {
      row,
      faults: [
        faultAt(placeOf(header, row, at), at, expected, found === undefined ? undefined : String(found)),
      ],
    };
  };
  return {
    own: records.filter(isOwn),
    refused: records.filter((record) => !isOwn(record)).map(refusalOf),
  };
}
