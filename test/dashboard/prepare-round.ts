/**
 * Plays the small round once in a run of the tests, as soon as a file asks for it: its books, to be copied, or a system in
 * whose books it stands, which files share that only look.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { listenAt } from '../../tools/local/ports.ts';
import { anyPorts } from '../../tools/local/settings.ts';
import { type SystemProcess, startSystemProcess } from '../../tools/local/system-process.ts';
import { Desk, maxContainers, projectRoot } from '../flows/desk.ts';
import { playSmallRound } from './small-round.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the small round is asked for: at `/books` or `/shown`. */
    readonly smallRound: string;
  }
}

export default async function prepareRound(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'relief-round-'));
  let played: Promise<string> | undefined;
  let shown: Promise<SystemProcess> | undefined;
  const books = () => (played ??= playedBooks(join(folder, 'played')));
  const system = () => (shown ??= books().then((directory) => shownBooks(directory, join(folder, 'shown'))));
  const server = createServer(async (request, response) => {
    try {
      const isBooks = request.url === '/books';
      response.end(JSON.stringify(isBooks ? await books() : (await system()).outputs));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  project.provide('smallRound', `http://127.0.0.1:${await listenAt(server, 0)}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    await Promise.allSettled([played, shown?.then((system) => system.stop())]);
    rmSync(folder, { recursive: true });
  };
}

const systemOn = (directory: string): Promise<SystemProcess> =>
  startSystemProcess({
    projectRoot,
    outputsFile: undefined,
    environment: {
      ...process.env,
      ...anyPorts,
      DATA_DIR: directory,
      CONTAINERS: String(maxContainers),
      SCHEDULES: 'off',
    },
  });

/** The data directory of a system that has played the round and is stopped. */
async function playedBooks(directory: string): Promise<string> {
  const system = await systemOn(directory);
  const desk = new Desk(system);
  await playSmallRound(desk).finally(() => desk.close());
  await system.stop();
  return directory;
}

async function shownBooks(played: string, directory: string): Promise<SystemProcess> {
  cpSync(played, directory, { recursive: true });
  return systemOn(directory);
}
