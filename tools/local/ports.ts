import { createServer } from 'node:net';
import { StartupFailure } from './startup-failure.ts';

export const loopback = '127.0.0.1';

/**
 * Answers a port that was free a moment ago: `wanted`, or any for 0.
 *
 * Errors: `StartupFailure` naming the port and the variable that changes it.
 */
export function findPort(wanted: number, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(portFailure(wanted, variable, error)));
    probe.listen(wanted, loopback, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : wanted;
      probe.close(() => resolve(port));
    });
  });
}

/** Says in one sentence why a port could not be opened, and which variable chooses another. */
export function portFailure(port: number, variable: string, error: NodeJS.ErrnoException): StartupFailure {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartupFailure(
        `Port ${port} is taken by another program: stop that one or set ${variable} to a free port.`,
      );
    case 'EACCES':
      return new StartupFailure(
        `Port ${port} is not open to this user: set ${variable} to a port above 1023.`,
      );
    default:
      return new StartupFailure(`Port ${port} (${variable}) cannot be opened: ${error.message}.`);
  }
}
