/** What households say of receipts and payments in their names. Pure. */
import type { Instant } from './events.ts';
import { type Amounts, amountOf } from './quantity.ts';
import { instantOf } from './zoned-date.ts';

export const statementNames = ['received', 'less', 'not-received'] as const;
export type StatementName = (typeof statementNames)[number];

/** How something reached whoever wrote it down. */
export const channels = ['card', 'visit', 'call', 'message', 'letter'] as const;
export type Channel = (typeof channels)[number];

/** What decides which of several statements counts. */
export interface TimedStatement {
  /** As its sender wrote it. */
  readonly time: string;
  readonly recordedAt: Instant;
}

/** The statement that counts: the newest by its time, and of two of one instant the one recorded later. */
export const newestStatement = <S extends TimedStatement>(said: readonly S[]): S | undefined =>
  said.reduce<S | undefined>((newest, next) => (isLater(next, newest) ? next : newest), undefined);

function isLater(one: TimedStatement, other: TimedStatement | undefined): boolean {
  if (other === undefined) return true;
  const [instant, otherInstant] = [instantOf(one.time), instantOf(other.time)];
  return instant > otherInstant || (instant === otherInstant && one.recordedAt >= other.recordedAt);
}

/** Centres and payers number independently, so a number may name a receipt of goods and a payment of money. */
export const statementSubjects = ['goods', 'money'] as const;
export type StatementSubject = (typeof statementSubjects)[number];

/** Whether something is said of a receipt, or of a payment; what was recorded without it is of whichever there is. */
export const isSaidOf =
  (subject: StatementSubject) =>
  ({ of }: { readonly of?: StatementSubject }): boolean =>
    of === undefined || of === subject;

/** What a household says that it got. Units: base units, minor units. */
export interface Said {
  readonly statement: StatementName;
  readonly lines?: Amounts;
  readonly amountMinor?: bigint;
}

/** What the books say that it got. */
export interface Booked {
  readonly lines: Amounts;
  readonly money?: bigint;
}

/** What is missing; a quantity or an amount that was not told is left out. */
export type Missing =
  | { readonly of: 'goods'; readonly commodity: string; readonly quantity?: bigint }
  | { readonly of: 'money'; readonly quantity?: bigint };

/** What is missing of a receipt or payment, by what its household says. */
export function missingOf({ statement, lines, amountMinor }: Said, booked: Booked): readonly Missing[] {
  if (statement === 'received') return [];
  const isTold =
    statement === 'not-received' || (booked.money === undefined ? lines : amountMinor) !== undefined;
  const lacking = (had: bigint, got: bigint): { readonly quantity?: bigint } =>
    isTold ? { quantity: had - got } : {};
  const isMissing = ({ quantity }: Missing): boolean => quantity === undefined || quantity > 0n;
  const all: readonly Missing[] =
    booked.money === undefined
      ? [...booked.lines].map(([commodity, had]) => ({
          of: 'goods',
          commodity,
          ...lacking(had, lines === undefined ? 0n : amountOf(lines, commodity)),
        }))
      : [{ of: 'money', ...lacking(booked.money, amountMinor ?? 0n) }];
  return all.filter(isMissing);
}
