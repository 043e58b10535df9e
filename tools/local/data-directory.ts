import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartupError } from './startup-error.ts';

/** A data directory held by this process. */
export interface DataDirectory {
  readonly tablesFile: string;
  readonly enginePidFile: string;
  readonly queuesDirectory: string;
  /** Where seals are written once. */
  readonly sealsDirectory: string;
  /** Where the lists of ended devices are written once. */
  readonly devicesDirectory: string;
  /** What codes of cards are made with. */
  readonly cardKeyFile: string;
  release(): void;
}

/**
 * Makes the directory if necessary and reserves it for this process.
 *
 * Guarantees: the hold ends with the process, however it ends, so that nothing stale is left after a crash.
 * Errors: `StartupError` for a directory that cannot be written or is held by another system.
 */
export function holdDataDirectory(directory: string): DataDirectory {
  const queuesDirectory = join(directory, 'queues');
  try {
    makeDirectory(queuesDirectory);
    accessSync(directory, constants.W_OK | constants.X_OK);
    accessSync(queuesDirectory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartupError(
      `Cannot write to the data directory ${directory} (${codeOf(error)}): set DATA_DIR to one that you can write to, or to :memory:.`,
    );
  }
  const lock = lockDirectory(directory);
  return {
    tablesFile: join(directory, 'tables.db'),
    enginePidFile: join(directory, 'engine.pid'),
    queuesDirectory,
    sealsDirectory: join(directory, 'seals'),
    devicesDirectory: join(directory, 'devices'),
    cardKeyFile: join(directory, 'card-key'),
    release: () => lock.close(),
  };
}

/**
 * Reads a database file through once, so that damage shows before anything is written to it.
 *
 * Errors: `StartupError` naming the file.
 */
export function checkDatabaseFile(file: string): void {
  if (!existsSync(file)) {
    return;
  }
  let finding: unknown;
  try {
    using database = new DatabaseSync(file);
    finding = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  } catch (error) {
    finding = error instanceof Error ? error.message : String(error);
  }
  if (finding !== 'ok') {
    throw new StartupError(
      `The database file ${file} is damaged (${String(finding).split('\n').at(-1)}): restore a copy of it, or set DATA_DIR to another directory.`,
    );
  }
}

/**
 * Writes a database file that nobody has open anew, for what was deleted or overwritten stands in its unused room, and in
 * its write-ahead log. Where that fails, such as on a full disk, the file is as it was.
 */
export function dropRemnants(file: string): void {
  if (!existsSync(file)) return;
  try {
    using database = new DatabaseSync(file, { timeout: 1_000 });
    database.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // The data are whole; the remnants go with the next stop.
  }
}

/** Level by level: Node's own `recursive` never returns where a file system refuses a new name as not found. */
function makeDirectory(directory: string): void {
  if (!existsSync(directory)) {
    if (dirname(directory) !== directory) {
      makeDirectory(dirname(directory));
    }
    mkdirSync(directory);
  }
}

/** SQLite's own lock is the operating system's: it is gone the moment the process is. */
function lockDirectory(directory: string): DatabaseSync {
  const file = join(directory, 'lock.db');
  try {
    const lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      /locked|busy/i.test(message)
        ? `The data directory ${directory} is in use by another local system: stop that system or set DATA_DIR to another directory.`
        : `The data directory ${directory} is damaged (${file}: ${message}): set DATA_DIR to another directory.`,
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
