/** Which forms there are and who may send them. It guards nothing: the API refuses whatever is sent beyond it. */
import type { ReaderAnswer } from '../../shared/contract/answers/readers.ts';
import type { RoleName } from '../../shared/domain/roles.ts';
import { hrefOf, withoutOrder } from '../place.ts';

/** Every form with the roles that may send what it makes; staff and payers only for what they are bound to. */
const sendersOf = {
  receive: ['coordinator', 'centre-staff'],
  count: ['coordinator', 'centre-staff', 'auditor'],
  lose: ['coordinator', 'centre-staff'],
  dispatch: ['coordinator', 'centre-staff'],
  close: ['coordinator'],
  transfer: ['coordinator'],
  handover: ['coordinator', 'centre-staff'],
  return: ['coordinator', 'centre-staff'],
  missed: ['coordinator', 'centre-staff'],
  pay: ['coordinator', 'payer'],
  reverse: ['coordinator', 'payer'],
  fund: ['coordinator'],
  households: ['coordinator', 'centre-staff'],
  leave: ['coordinator'],
  erase: ['coordinator'],
  locations: ['coordinator'],
  issue: ['coordinator'],
  amend: ['coordinator'],
  cancel: ['coordinator'],
  audit: ['coordinator', 'auditor'],
  observe: ['auditor'],
  void: ['coordinator'],
  complain: ['coordinator', 'centre-staff', 'auditor'],
  answer: ['coordinator', 'auditor'],
  note: ['coordinator', 'auditor'],
  correct: ['coordinator', 'centre-staff', 'payer'],
  withdraw: ['coordinator'],
  file: ['coordinator', 'centre-staff', 'payer', 'auditor'],
} as const satisfies Readonly<Record<string, readonly RoleName[]>>;

export type FormName = keyof typeof sendersOf;
/** The forms of their own: a correction takes the form of what it corrects; a withdrawal and a file are of many events. */
export type KindName = Exclude<FormName, 'correct' | 'withdraw' | 'file'>;
export const formNames = Object.keys(sendersOf) as FormName[];

/** Forms that name no order, so that they can be filled in before there is one. */
const ofNoOrder: readonly FormName[] = [
  'locations',
  'households',
  'leave',
  'erase',
  'issue',
  'complain',
  'answer',
  'file',
];

export const needsOrder = (form: FormName): boolean => !ofNoOrder.includes(form);

export function mayFill(reader: ReaderAnswer, form: FormName): boolean {
  const senders: readonly RoleName[] = sendersOf[form];
  return reader.roles.some((role) => {
    if (!senders.includes(role)) return false;
    if (role === 'centre-staff') return reader.locations.length > 0;
    return role !== 'payer' || reader.payers.length > 0;
  });
}

/** Whether a reader may send what happens at a place: coordinators everywhere, its staff there. */
export const mayFillAt = (reader: ReaderAnswer, form: FormName, locationId: string): boolean =>
  mayFill(reader, form) &&
  (reader.roles.includes('coordinator') ||
    (form === 'count' && reader.roles.includes('auditor')) ||
    reader.locations.some((own) => own.locationId === locationId));

/** The address of a form; `of` is what it is about: a location, a waybill, an order, an exception. */
export const formHref = (form: FormName, orderId: string | undefined, of?: string): string =>
  hrefOf(orderId ?? withoutOrder, 'write', form, of);

export const isForm = (name: string | undefined): name is FormName => formNames.some((form) => form === name);

export const isKind = (name: string | undefined): name is KindName =>
  isForm(name) && name !== 'correct' && name !== 'withdraw' && name !== 'file';
