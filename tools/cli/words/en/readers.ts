/** Texts of `relief readers`. */
import type { Phrases } from '../../../../dashboard/words/catalogue.ts';

export const readers = {
  help: 'Invite people to read the books of a deployed system.',
  'import.help':
    'Invite everybody in a CSV file with the columns mail, role, locations and payers (ids parted by spaces). Whoever is in the pool already gets the groups and no mail.',
  'import.file': 'the CSV file',
  'import.outputs': 'the file that "cdk deploy --outputs-file <file>" wrote',
  'import.only': 'remove whoever is in the pool and not in the file, and groups that the file does not give',
  'import.keep': 'who stays although the file does not name them, such as the reader of the smoke test',
  'import.dryRun': 'check the file and print what would be done',
  'import.json': 'print [{ line, mail, groups, status }] as JSON',
  'pool.local':
    'The local system has no sign-in: whoever reaches it reads everything. Name a deployed one with --outputs',
  'pool.own': 'This system takes the tokens of an issuer of your own: add its readers there',
  unreadable: 'Cannot read {file}: {why}',
  faults: { one: '{count} fault: nobody was invited', other: '{count} faults: nobody was invited' },
  nobody: '{file} names nobody: with --only that would remove every reader',
  done: {
    one: '{count} reader in the pool, {failed} failed',
    other: '{count} readers in the pool, {failed} failed',
  },
  'would.invite': '{mail} would be invited: {groups}',
  'would.remove': '{mail} would be removed',
  'would.reduce': '{mail} would lose: {groups}',
  'status.invited': '{mail} invited',
  'status.known': '{mail} known',
  'status.failed': '{mail} failed',
  'status.removed': '{mail} removed',
  'status.reduced': '{mail} reduced',
  line: ' (line {line})',
  'fault.header': 'The first line must name the columns mail and role, and may name locations and payers',
  'fault.column':
    'The first line must name the columns mail and role, and may name locations and payers, not {column}',
  'fault.mail': '{mail} is no address of mail',
  'fault.before': '{mail} is in line {line} already',
  'fault.role': 'must be {roles}, not {role}',
  'fault.empty': 'is empty: whoever is {role} reads nothing without it',
  'fault.filled': 'must be empty: it says nothing about a reader who is {role}',
  'fault.group': '{id} is no name of a group',
} as const satisfies Phrases;
