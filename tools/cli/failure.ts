/**
 * How a command ends. 1: the books differ, or what was asked for is not there. 2: wrong usage, or input that cannot
 * be read. 3: the system cannot be reached, or refuses.
 */
export const exitCodes = { differs: 1, badInput: 2, noSystem: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end the user can understand: one sentence, no stack. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.differs, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Why something failed, in the words of whatever is deepest: several attempts at one address tell it once. */
export function whyOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return whyOf(cause.errors[0]);
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

/** Prints why a command ended and returns the exit code. A fault nobody foresaw keeps its stack under DEBUG. */
export function reportFailure(error: unknown): ExitCode {
  if (error instanceof CliError) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`${process.env['DEBUG'] && error instanceof Error ? error.stack : whyOf(error)}\n`);
  return error instanceof RangeError ? exitCodes.badInput : exitCodes.differs;
}
