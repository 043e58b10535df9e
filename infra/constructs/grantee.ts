import type { IConstruct } from 'constructs';

export interface Statement {
  readonly sid: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string | string[] } };
}

/** Whoever is given rights: a function, or the role of an operator. */
export interface Grantee extends IConstruct {
  allow(statement: Statement): void;
  deny(statement: Statement): void;
}
