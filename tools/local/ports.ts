import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from './startup-failure.ts';

export const loopback = '127.0.0.1';

/** A program that was just ended gives its ports back a moment after it is gone. */
const releaseLimitMs = 1_000;

/**
 * Answers a port that was free a moment ago: `wanted`, or any for 0.
 *
 * Errors: `StartupError` naming the port and the variable that changes it.
 */
export async function findPort(wanted: number, variable: string): Promise<number> {
  const deadline = Date.now() + releaseLimitMs;
  for (;;) {
    try {
      return await probe(wanted);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' || Date.now() > deadline)
        throw portFailure(wanted, variable, error as NodeJS.ErrnoException);
      await delay(20);
    }
  }
}

function probe(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, loopback, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : wanted;
      server.close(() => resolve(port));
    });
  });
}

/** Says in one sentence why a port could not be opened, and which variable chooses another. */
export function portFailure(port: number, variable: string, error: NodeJS.ErrnoException): StartupError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartupError(
        `Port ${port} is taken by another program: stop that one or set ${variable} to a free port.`,
      );
    case 'EACCES':
      return new StartupError(`Port ${port} is not open to this user: set ${variable} to a port above 1023.`);
    default:
      return new StartupError(`Port ${port} (${variable}) cannot be opened: ${error.message}.`);
  }
}
