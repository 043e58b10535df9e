/** 1: it was tried and failed, or the books differ. 2: wrong usage or bad input. */
export type ExitCode = 1 | 2;

/** An end the user can understand: one sentence, no stack. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 1, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Prints why a command ended and returns the exit code. A fault nobody foresaw keeps its stack under DEBUG. */
export function reportFailure(error: unknown): ExitCode {
  if (error instanceof CliFailure) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? error.message || error.name : String(error);
  process.stderr.write(`${process.env['DEBUG'] && error instanceof Error ? error.stack : text}\n`);
  return error instanceof RangeError ? 2 : 1;
}
