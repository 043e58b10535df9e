import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from './startup-error.ts';

export const loopback = '127.0.0.1';

/** The ports of a program that has just ended become free a moment later. */
const releaseLimitMs = 1_000;

/**
 * Returns a port that was free a moment ago: `wanted`, or any if that is 0.
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
        throw portError(wanted, variable, error as NodeJS.ErrnoException);
      await delay(20);
    }
  }
}

async function probe(wanted: number): Promise<number> {
  const server = createServer();
  const port = await listenAt(server, wanted);
  const closed = once(server, 'close');
  server.close();
  await closed;
  return port;
}

/** Opens a server to this machine at a port, or at any that is free if that is 0. Errors: throws those of the server. */
export async function listenAt(server: Server, port: number): Promise<number> {
  server.listen(port, loopback);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Says in one sentence why a port could not be opened, and which variable chooses another. */
export function portError(port: number, variable: string, error: NodeJS.ErrnoException): StartupError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartupError(
        `Port ${port} is in use by another program: stop that program or set ${variable} to a free port.`,
      );
    case 'EACCES':
      return new StartupError(`This user may not use port ${port}: set ${variable} to a port above 1023.`);
    default:
      return new StartupError(`Cannot open port ${port} (${variable}): ${error.message}.`);
  }
}
