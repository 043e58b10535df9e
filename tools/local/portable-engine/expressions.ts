/**
 * Condition and update expressions, as far as this project writes them.
 *
 * Source: AWS, DynamoDB developer guide, "Condition and filter expressions" and "Update expressions". What is not known
 * here, such as nested paths or `size`, is refused.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { remembering, resolvedName, resolvedValue, type Scope, Tokens } from './expression-tokens.ts';
import { type Item, inUtf8Order } from './items.ts';
import { invalid } from './request-error.ts';

type Condition = (scope: Scope) => boolean;
type Operand = (scope: Scope) => AttributeValue | undefined;
type Assignment = (scope: Scope) => readonly [name: string, value: AttributeValue];

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const readCondition = remembering((expression): Condition => {
  const tokens = new Tokens(expression);
  const condition = alternatives(tokens);
  if (!tokens.isAtEnd) throw tokens.failure();
  return condition;
});

const readUpdate = remembering((expression): readonly Assignment[] => {
  const tokens = new Tokens(expression);
  const next = tokens.takes('ADD') ? addition : assignment;
  if (next === assignment) tokens.expect('SET');
  const assignments = [next(tokens)];
  while (tokens.takes(',')) assignments.push(next(tokens));
  if (!tokens.isAtEnd) throw tokens.failure();
  return assignments;
});

/** Whether a condition is met by an item, or by there being none. Errors: `ValidationException` for one that cannot be read. */
export const isMet = (expression: string | undefined, scope: Scope): boolean =>
  expression === undefined || readCondition(expression)(scope);

/** The item with its update; `key` is what it begins as when it is not there. */
export function updated(expression: string | undefined, scope: Scope, key: Item): Item {
  const after: Record<string, AttributeValue> = { ...(scope.item ?? key) };
  if (expression === undefined) return after;
  for (const assign of readUpdate(expression)) {
    const [name, value] = assign(scope);
    if (key[name] !== undefined)
      throw invalid(`Cannot update attribute ${name}. This attribute is part of the key`);
    after[name] = value;
  }
  return after;
}

function alternatives(tokens: Tokens): Condition {
  const terms = [conjunction(tokens)];
  while (tokens.takes('OR')) terms.push(conjunction(tokens));
  const [only] = terms;
  return terms.length === 1 && only !== undefined ? only : (scope) => terms.some((term) => term(scope));
}

function conjunction(tokens: Tokens): Condition {
  const terms = [negation(tokens)];
  while (tokens.takes('AND')) terms.push(negation(tokens));
  const [only] = terms;
  return terms.length === 1 && only !== undefined ? only : (scope) => terms.every((term) => term(scope));
}

function negation(tokens: Tokens): Condition {
  if (tokens.takes('NOT')) {
    const term = negation(tokens);
    return (scope) => !term(scope);
  }
  if (tokens.takes('(')) {
    const inner = alternatives(tokens);
    tokens.expect(')');
    return inner;
  }
  if (tokens.takes('ATTRIBUTE_EXISTS')) return existence(tokens, true);
  if (tokens.takes('ATTRIBUTE_NOT_EXISTS')) return existence(tokens, false);
  if (tokens.takes('BEGINS_WITH')) return beginning(tokens);
  return comparison(tokens);
}

function existence(tokens: Tokens, isWanted: boolean): Condition {
  tokens.expect('(');
  const attribute = tokens.attribute();
  tokens.expect(')');
  return ({ names, item }) => (item?.[resolvedName(attribute, names)] !== undefined) === isWanted;
}

function beginning(tokens: Tokens): Condition {
  tokens.expect('(');
  const whole = operand(tokens);
  tokens.expect(',');
  const prefix = operand(tokens);
  tokens.expect(')');
  return (scope) => {
    const start = prefix(scope)?.S;
    return start !== undefined && (whole(scope)?.S?.startsWith(start) ?? false);
  };
}

function comparison(tokens: Tokens): Condition {
  const left = operand(tokens);
  if (tokens.takes('BETWEEN')) {
    const low = operand(tokens);
    tokens.expect('AND');
    const high = operand(tokens);
    return (scope) =>
      isOrdered(left(scope), low(scope), (order) => order >= 0) &&
      isOrdered(left(scope), high(scope), (order) => order <= 0);
  }
  const sign = tokens.next();
  const right = operand(tokens);
  if (sign === '=') return (scope) => isEqual(left(scope), right(scope));
  if (sign === '<>') return (scope) => !isEqual(left(scope), right(scope));
  const fits = comparisons[sign];
  if (fits === undefined) throw tokens.failure();
  return (scope) => isOrdered(left(scope), right(scope), fits);
}

function operand(tokens: Tokens): Operand {
  if (tokens.peek().startsWith(':')) {
    const name = tokens.value();
    return ({ values }) => resolvedValue(name, values);
  }
  const name = tokens.attribute();
  return ({ names, item }) => item?.[resolvedName(name, names)];
}

function isEqual(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (left.N !== undefined && right.N !== undefined && left.N !== right.N)
    return wholeNumber(left.N) === wholeNumber(right.N);
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Values of different types, or an absent one, are in no order. */
function isOrdered(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
  fits: (order: number) => boolean,
): boolean {
  if (left?.S !== undefined && right?.S !== undefined) return fits(inUtf8Order(left.S, right.S));
  if (left?.N === undefined || right?.N === undefined) return false;
  const difference = wholeNumber(left.N) - wholeNumber(right.N);
  return fits(difference === 0n ? 0 : difference < 0n ? -1 : 1);
}

function assignment(tokens: Tokens): Assignment {
  const attribute = tokens.attribute();
  tokens.expect('=');
  const first = operand(tokens);
  const sign = ['+', '-'].includes(tokens.peek()) ? tokens.next() : undefined;
  const second = sign === undefined ? undefined : operand(tokens);
  return (scope) => {
    const value = second === undefined ? first(scope) : calculated(first(scope), sign, second(scope));
    if (value === undefined)
      throw invalid('The provided expression refers to an attribute that does not exist in the item');
    return [resolvedName(attribute, scope.names), value];
  };
}

/** A number that is not there yet begins at 0. */
function addition(tokens: Tokens): Assignment {
  const attribute = tokens.attribute();
  const added = tokens.value();
  return ({ names, values, item }) => {
    const name = resolvedName(attribute, names);
    const { N: change } = resolvedValue(added, values);
    if (change === undefined) throw invalid('Only numbers are added here');
    const sum = wholeNumber(item?.[name]?.N ?? '0') + wholeNumber(change);
    return [name, { N: String(sum) }];
  };
}

function calculated(
  first: AttributeValue | undefined,
  sign: string | undefined,
  second: AttributeValue | undefined,
): AttributeValue | undefined {
  if (first === undefined || second === undefined) return undefined;
  const [one, other] = [wholeNumber(first.N ?? ''), wholeNumber(second.N ?? '')];
  return { N: String(sign === '+' ? one + other : one - other) };
}

/** All numbers of the ledger are whole; others are kept and given back, but not compared. */
function wholeNumber(text: string): bigint {
  if (!/^-?\d+$/.test(text))
    throw invalid(`Only whole numbers are compared and calculated with here: ${text}`);
  return BigInt(text);
}
