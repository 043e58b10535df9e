/** Who may send which event. Pure. */
import { memberOf } from '../../shared/contract/json.ts';
import { queueOfType, type ReliefEvent, voidType } from '../../shared/domain/events.ts';
import type { RoleName } from '../../shared/domain/roles.ts';
import { isOwnSource, isPayer, isStaffOf, type Reader } from '../../shared/http/reader.ts';

/** Where an event happens, as the path to the location in its data. */
const placeOfType: ReadonlyMap<string, readonly string[]> = new Map([
  ['relief.households.registered.v1', ['centreId']],
  ['relief.shipment.dispatched.v1', ['from', 'locationId']],
  ['relief.shipment.arrived.v1', ['at']],
  ['relief.handovers.made.v1', ['centreId']],
  ['relief.handovers.returned.v1', ['centreId']],
  ['relief.handovers.missed.v1', ['centreId']],
  ['relief.stock.counted.v1', ['locationId']],
  ['relief.stock.lost.v1', ['locationId']],
  ['relief.complaint.raised.v1', ['locationId']],
]);

const payersTypes: readonly string[] = ['relief.payments.made.v1', 'relief.payments.reversed.v1'];

/** What auditors and visitors find out is theirs to say, and not the coordinators' whose work it is about. */
const observationType: string = 'relief.audit.observed.v1';

/** What is sent, as far as rights read it. */
export interface SentData {
  readonly type: ReliefEvent['type'];
  readonly data: unknown;
}

/** Why a reader may not send an event: whoever may, in words; `undefined` where the reader may. */
export function refuseSender(reader: Reader, { type, data }: SentData): string | undefined {
  const rules = rulesOf(type, data);
  return rules.some(({ allows }) => allows(reader)) ? undefined : rules.map(({ who }) => who).join(', or ');
}

interface Rule {
  readonly who: string;
  readonly allows: (reader: Reader) => boolean;
}

const role = (name: RoleName, who: string): Rule => ({ who, allows: ({ roles }) => roles.has(name) });
const coordinators = role('coordinator', 'coordinators');
const auditors = role('auditor', 'auditors');

function rulesOf(type: ReliefEvent['type'], data: unknown): readonly Rule[] {
  if (type === voidType || hasOverIssue(data)) return [coordinators];
  if (type === observationType) return [auditors];
  const queue: string = queueOfType[type];
  const isAudited = queue === 'assurance' || type === 'relief.stock.counted.v1';
  return [coordinators, ...(isAudited ? [auditors] : []), ...staffRule(type, data), ...payerRule(type, data)];
}

function staffRule(type: string, data: unknown): readonly Rule[] {
  const path = placeOfType.get(type);
  const locationId = path && memberOf(data, path);
  if (typeof locationId !== 'string') return [];
  return [{ who: `the staff of ${locationId}`, allows: (reader) => isStaffOf(reader, locationId) }];
}

function payerRule(type: string, data: unknown): readonly Rule[] {
  const payerId = payersTypes.includes(type) ? memberOf(data, ['payerId']) : undefined;
  if (typeof payerId !== 'string') return [];
  return [{ who: `the payer ${payerId}`, allows: (reader) => isPayer(reader, payerId) }];
}

function hasOverIssue(data: unknown): boolean {
  const receipts = memberOf(data, ['receipts']);
  return Array.isArray(receipts) && receipts.some((row) => memberOf(row, ['overIssue']) !== undefined);
}

/** What the `source` of a reader's events is, in words; `undefined` where it is one of the reader's own. */
export const refuseSource = (own: string, source: string): string | undefined =>
  isOwnSource(own, source) ? undefined : `${own}, or that with :<device> behind it`;
