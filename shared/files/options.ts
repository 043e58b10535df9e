/** What may be said beside a file: values for columns that it leaves out, and how they are named. */

/** Values for columns that the file leaves out. */
export interface ImportDefaults {
  readonly orderId?: string;
  readonly centreId?: string;
  readonly locationId?: string;
  readonly payerId?: string;
  readonly auditId?: string;
  readonly effectiveFrom?: string;
  readonly currency?: string;
  readonly time?: string;
  readonly date?: string;
}

/** What is said beside a file is called by its reader: the options of a command, or the fields of a form. */
export type OptionNames = { readonly [N in keyof ImportDefaults]-?: string } & {
  /** Naming CP949 as the encoding. */
  readonly cp949: string;
  /** Saying which sign stands before decimals. */
  readonly decimal: string;
};
