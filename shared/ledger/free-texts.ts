/** What people wrote freely beside the books, which the erasure of a household forgets. */
import type { JsonObject } from '../domain/canonical.ts';
import { isComplaintSubject } from './complaints.ts';
import { isFindingSubject } from './findings.ts';
import { isMissedSubject } from './missed-keys.ts';
import { isStatementsSubject } from './statements.ts';

const subjects = [isMissedSubject, isFindingSubject, isStatementsSubject, isComplaintSubject];

export const holdsFreeText = (subject: string): boolean => subjects.some((isSuch) => isSuch(subject));

/** The fields of records beside the books in which people write freely. */
const freeTexts = ['note', 'text', 'answer'] as const;

/** Whether a record says something in the words of whoever wrote it. */
export const hasFreeText = (record: JsonObject): boolean => freeTexts.some((field) => field in record);

/** A record without what people wrote freely. */
export function withoutFreeText(record: JsonObject): JsonObject {
  const { note: _note, text: _text, answer: _answer, ...rest } = record;
  return rest;
}
