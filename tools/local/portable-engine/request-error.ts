/** One item's part in the cancellation of a transaction. */
export interface Reason {
  readonly Code: string;
  readonly Message?: string;
}

/** A request that DynamoDB refuses, under DynamoDB's own name for it. */
export class RequestError extends Error {
  override readonly name: string;
  /** Of a cancelled transaction: by position, why each item could not be written, or `None`. */
  readonly reasons: readonly Reason[] | undefined;

  constructor(name: string, message: string, reasons?: readonly Reason[]) {
    super(message);
    this.name = name;
    this.reasons = reasons;
  }
}

export const invalid = (message: string): RequestError => new RequestError('ValidationException', message);

export const notFound = (what: string): RequestError =>
  new RequestError('ResourceNotFoundException', `Requested resource not found: ${what} not found`);

export const cancelled = (reasons: readonly Reason[]): RequestError =>
  new RequestError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons
      .map(({ Code }) => Code)
      .join(', ')}]`,
    reasons,
  );
