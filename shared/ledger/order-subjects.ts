/** Which order a subject of the tables names. */

import { talliesPrefix } from './assurance-tally.ts';
import { complaintListPrefixes } from './complaints.ts';
import { endingSubject, settledSubject } from './exception-keys.ts';
import {
  anomaliesSubject,
  booksSubject,
  earlierCoverageSubject,
  fencedSubject,
  planSubject,
  proxyPrefix,
  shipmentsSubject,
} from './keys.ts';
import { missedPrefix } from './missed-keys.ts';
import { publicationPrefix } from './publications.ts';
import { statementPrefix } from './statements.ts';

/** Subjects that name their order first, by what stands before the first `:`. */
const listsOfOrders: readonly string[] = [
  planSubject(''),
  earlierCoverageSubject(''),
  booksSubject(''),
  shipmentsSubject(''),
  proxyPrefix,
  fencedSubject(''),
  endingSubject(''),
  settledSubject(''),
  anomaliesSubject(''),
  missedPrefix,
  publicationPrefix,
  statementPrefix,
  talliesPrefix,
  complaintListPrefixes.raised,
  complaintListPrefixes.answered,
];

/** The order that a subject which is no account names; `undefined` for one that names none. */
export function orderOfSubject(subject: string): string | undefined {
  const list = listsOfOrders.find((prefix) => subject.startsWith(prefix));
  return list === undefined ? undefined : subject.slice(list.length).split('/', 1)[0];
}
