import { printable } from './printable.ts';

/**
 * How a command ends. 1: the books differ, something was rejected, or what was asked for does not exist. 2: wrong
 * usage, or input that was not sent. 3: the system cannot be reached, or refuses. 4: all was taken, and some of it is
 * held.
 */
export const exitCodes = { differs: 1, badInput: 2, noSystem: 3, held: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end the user can understand: one sentence, no stack. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.differs, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Why something failed, in one message; of several attempts at one address, that of the first. */
export function whyOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return whyOf(cause.errors[0]);
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

/** Prints why a command ended and returns the exit code. With DEBUG, an unforeseen error shows its stack. */
export function reportError(error: unknown): ExitCode {
  if (error instanceof CliError) {
    process.stderr.write(`${printable(error.message)}\n`);
    return error.exitCode;
  }
  const text = process.env['DEBUG'] && error instanceof Error ? error.stack : undefined;
  process.stderr.write(`${printable(text ?? whyOf(error))}\n`);
  return error instanceof RangeError ? exitCodes.badInput : exitCodes.differs;
}
