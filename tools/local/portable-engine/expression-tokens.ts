import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './items.ts';
import { invalid } from './request-error.ts';

/** What the placeholders of an expression stand for, and the item that it is read against. */
export interface Scope {
  readonly names: Readonly<Record<string, string>> | undefined;
  readonly values: Item | undefined;
  readonly item: Item | undefined;
}

const token = /\s*(?:(#\w+|:\w+|\w+|<>|<=|>=|[=<>(),+-])|$)/y;

/** The words and signs of one expression, read from left to right. */
export class Tokens {
  readonly #tokens: readonly string[];
  readonly #expression: string;
  #position = 0;

  /** Errors: `ValidationException` at a sign that no expression of this project holds, such as of a nested path. */
  constructor(expression: string) {
    this.#expression = expression;
    const tokens: string[] = [];
    token.lastIndex = 0;
    while (token.lastIndex < expression.length) {
      const found = token.exec(expression);
      if (found === null) throw this.failure();
      if (found[1] !== undefined) tokens.push(found[1]);
      else break;
    }
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#tokens.length;
  }

  peek(): string {
    return this.#tokens[this.#position] ?? '';
  }

  next(): string {
    const next = this.peek();
    this.#position += 1;
    return next;
  }

  /** Takes the next word or sign if it is this one; words in any case. */
  takes(expected: string): boolean {
    const isThere = this.peek().toUpperCase() === expected;
    if (isThere) this.#position += 1;
    return isThere;
  }

  expect(expected: string): void {
    if (!this.takes(expected)) throw this.failure();
  }

  /** An attribute's name, or the placeholder of one. */
  attribute(): string {
    const name = this.next();
    if (!/^[#\w]/.test(name)) throw this.failure();
    return name;
  }

  /** The placeholder of a value. */
  value(): string {
    const name = this.next();
    if (!name.startsWith(':')) throw this.failure();
    return name;
  }

  failure(): Error {
    return invalid(`Invalid expression, or one that is not known here: ${this.#expression}`);
  }
}

export function resolvedName(name: string, names: Scope['names']): string {
  if (!name.startsWith('#')) return name;
  const resolved = names?.[name];
  if (resolved === undefined) throw invalid(`An expression attribute name is not defined: ${name}`);
  return resolved;
}

export function resolvedValue(name: string, values: Scope['values']): AttributeValue {
  const value = values?.[name];
  if (value === undefined) throw invalid(`An expression attribute value is not defined: ${name}`);
  return value;
}

const maxRemembered = 1_000;

/** Reads each text once: the same few expressions come again with every request. */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) {
      found = read(text);
      if (known.size === maxRemembered) known.clear();
      known.set(text, found);
    }
    return found;
  };
}
