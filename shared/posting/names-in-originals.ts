/**
 * The name, neighbourhood and notes of a household in what was kept as its sender wrote it. Pure.
 *
 * Where they stand by the contract they are removed alone. A message that does not keep to the contract may hold them
 * anywhere: what cannot be told apart from them is removed too.
 */
import { keepable, readJson } from '../contract/json.ts';
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import { isList, isObject } from '../ledger/record-fields.ts';

export const nameFields: ReadonlySet<string> = new Set(['name', 'neighbourhood', 'note', 'text', 'answer']);

const envelopeFields = ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype'];

/** The fields of the contract in which objects and lists stand. */
const containers: ReadonlySet<string> = new Set(
  `area centres contains data found from households lines locations losses measure observations overIssue payments pledges
  prohibitions rations receipts stipend tolerance`.split(/\s+/),
);

/** The fields of the contract in which people write what they like. */
const texts: ReadonlySet<string> = new Set([
  ...nameFields,
  ...`carrier cause collectedBy issuedBy owner reason reference responsible suppliedBy title visitor`.split(
    /\s+/,
  ),
]);

/** All fields of the contract; a name in any other is in none that is known. */
export const contractFields: ReadonlySet<string> = new Set([
  ...envelopeFields,
  ...containers,
  ...texts,
  ...`adults amount amountPerAdult anomalyId at auditId centreId channel children commodity complaintId
  corrects countId currency draw dueOn effectiveFrom endsOn exceptionId fromOrderId funding
  fundingId householdId into kind locationId lossId method orderId outcome payerId paymentId
  priority quantity quantityPerAdult quantityPerChild quantityPerHousehold quantityPerPerson receiptId
  referenceDate release remainder reverses revision riskPercent sealDate seed shipmentId
  startsOn state statement step to told toOrderId transferId unit visitedOn`.split(/\s+/),
]);

const tokens = /[A-Za-z0-9][A-Za-z0-9._:-]*/g;

/** A text with its escapes undone, for a text that is no JSON may hold them all the same. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const tokensOf = (text: string): readonly string[] => unescaped(text).match(tokens) ?? [];

const isOneId = (text: string): boolean => tokensOf(text)[0] === text;

/** Whether a text may name a household. The id of something else names none, even where a household has the same. */
const mayName = (field: string, text: string): boolean =>
  field === 'householdId' ||
  containers.has(field) ||
  texts.has(field) ||
  !contractFields.has(field) ||
  !isOneId(text);

/** How a message was taken: one that was refused for what it is may have any shape. */
export type Shape = 'of the contract' | 'any';

/**
 * The text without the household's name, neighbourhood and notes; the same text where it does not name the household.
 *
 * Law: done again, it changes nothing.
 */
export function withoutNames(original: string, householdId: string, shape: Shape): string {
  const json = readJson(original);
  if (!json.ok) return tokensOf(original).includes(householdId) ? forgotten(householdId) : original;
  const value = keepable(json.value);
  if (isObject(value) && 'forgotten' in value) return original;
  if (!names(value, '', householdId, shape)) return original;
  const rest = stripped(value, '', householdId, shape);
  if (rest === undefined) return forgotten(householdId);
  const text = JSON.stringify(rest);
  return text === JSON.stringify(value) ? original : text;
}

const forgotten = (householdId: string): string =>
  JSON.stringify({ forgotten: `a message that could not be read and named ${householdId}` });

/** Whether what stands in a field names the household: by its id, and where the shape is any, in a text too. */
function names(value: JsonValue, field: string, householdId: string, shape: Shape): boolean {
  if (typeof value === 'string') {
    const isNamed = value === householdId || (shape === 'any' && tokensOf(value).includes(householdId));
    return isNamed && mayName(field, value);
  }
  if (isList(value)) return value.some((member) => names(member, field, householdId, shape));
  if (!isObject(value)) return false;
  return Object.entries(value).some(
    ([key, member]) => key === householdId || names(member, key, householdId, shape),
  );
}

/** `undefined` where nothing can be left. */
function stripped(value: JsonValue, field: string, householdId: string, shape: Shape): JsonValue | undefined {
  if (isList(value)) {
    // Texts beside one another, of which one is the id: a row of a table, say.
    const isTable =
      shape === 'any' &&
      value.some((member) => typeof member === 'string' && names(member, field, householdId, shape));
    return isTable ? [] : value.map((member) => stripped(member, field, householdId, shape) ?? null);
  }
  if (!isObject(value))
    return typeof value === 'string' && shape === 'any' && names(value, field, householdId, shape)
      ? undefined
      : value;
  if (isOfAnother(value, householdId, shape)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      if (!contractFields.has(key) || nameFields.has(key)) return [];
      if (typeof member !== 'object' || member === null) {
        return shape === 'any' && isText(key, member, householdId) ? [] : [[key, member]];
      }
      return [[key, stripped(member, key, householdId, shape) ?? null]];
    }),
  );
}

/** A text where an object belongs, or one that names the household and says more. */
const isText = (key: string, member: unknown, householdId: string): boolean =>
  typeof member === 'string' &&
  (containers.has(key) || (member !== householdId && names(member, key, householdId, 'any')));

/** Whether an object is plainly another household's, or a place's. */
function isOfAnother(value: JsonObject, householdId: string, shape: Shape): boolean {
  const { householdId: own, locationId, name } = value;
  const isPlace = own === undefined && typeof locationId === 'string' && name !== undefined;
  const isOther = typeof own === 'string' && own !== householdId;
  return (isPlace || isOther) && !names(value, '', householdId, shape);
}

/** More ids than any message of the contract names: then nobody is looked for, and the text is forgotten whole. */
export const maxIdsInOriginal = 10_000;

/** The households that a text of any shape may name; `undefined` of one with more ids than {@link maxIdsInOriginal}. */
export function householdsIn(original: string): ReadonlySet<string> | undefined {
  const ids = new Set<string>();
  const json = readJson(original);
  if (json.ok) collect(json.value, '', ids);
  else addIds(original, ids);
  return ids.size > maxIdsInOriginal ? undefined : ids;
}

const maxIdLength = 128;

function addIds(text: string, ids: Set<string>): void {
  for (const token of tokensOf(text)) if (token.length <= maxIdLength) ids.add(token);
}

function collect(value: unknown, field: string, ids: Set<string>): void {
  if (ids.size > maxIdsInOriginal) return;
  if (typeof value === 'string') {
    if (mayName(field, value)) addIds(value, ids);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (!Array.isArray(value) && !contractFields.has(key)) addIds(key, ids);
      collect(member, Array.isArray(value) ? field : key, ids);
    }
  }
}

/** An original of which nothing is kept. */
export const tooManyNames: string = JSON.stringify({
  forgotten: `a message with more than ${maxIdsInOriginal} ids, any of which may be of an erased household`,
});
