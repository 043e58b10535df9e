/**
 * The same books in PostgreSQL: both sides of a movement in one transaction, entries and books as hash chains, limits
 * checked, each receipt once. Driven by the server's own pgbench, a client a centre, each transaction a sheet.
 *
 * It is given every advantage: no queue, no message to read, no HTTP, no release, no held or rejected receipts to keep;
 * its commits do wait for the disk, which the embedded engine in memory does not have.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BrokenBooks } from './books-check.ts';
import type { Section } from './section.ts';

const run = promisify(execFile);
const startLimitMs = 20_000;
const database = 'postgres';
const owner = 'bench';

/** Households of each class as in the benchmark's city: ten are 41 persons. */
const persons = '(ARRAY[4,3,5,4,2,6,4,5,4,4])[1 + i % 10]';
/** More than is ever handed over. Units: base units. */
const stock = 1_000_000_000_000n;

const schema = `
  CREATE TABLE household (id text PRIMARY KEY, centre int NOT NULL, persons int NOT NULL);
  CREATE TABLE entry (account text, seq int, receipt text NOT NULL UNIQUE, book_entry text NOT NULL,
    lines bigint[] NOT NULL, balance bigint[] NOT NULL, previous_hash text NOT NULL, hash text NOT NULL,
    PRIMARY KEY (account, seq));
  CREATE TABLE book (centre int, seq int, receipts int NOT NULL, lines bigint[] NOT NULL, on_hand bigint[] NOT NULL,
    previous_hash text NOT NULL, hash text NOT NULL, PRIMARY KEY (centre, seq));
  CREATE FUNCTION hash_of(text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT encode(sha256(convert_to($1, 'UTF8')), 'base64') $$;
  CREATE FUNCTION post_sheet(of_centre int, sheet int, rows int) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE tail book; posted int; sums bigint[]; hashes text;
  BEGIN
    SELECT * INTO STRICT tail FROM book WHERE centre = of_centre ORDER BY seq DESC LIMIT 1 FOR UPDATE;
    WITH asked AS (
      SELECT id AS account, 'R-' || id AS receipt, ARRAY[5000, 10000, 2000, 1]::bigint[] AS scale, persons
      FROM household
      WHERE id = ANY (SELECT 'H-' || of_centre || '-' || i FROM generate_series(sheet * rows, sheet * rows + rows - 1) i)
    ), judged AS (
      SELECT a.account, a.receipt, coalesce(last.seq, 0) + 1 AS seq, coalesce(last.hash, '') AS previous_hash,
        ARRAY(SELECT s * a.persons FROM unnest(a.scale) s) AS lines, a.scale, a.persons,
        coalesce(last.balance, ARRAY[0, 0, 0, 0]::bigint[]) AS before
      FROM asked a LEFT JOIN LATERAL
        (SELECT * FROM entry e WHERE e.account = a.account ORDER BY e.seq DESC LIMIT 1) last ON true
    ), added AS (
      INSERT INTO entry
      SELECT account, seq, receipt, of_centre || '@' || tail.seq + 1, lines, balance, previous_hash,
        hash_of(account || '|' || seq || '|' || receipt || '|' || lines::text || '|' || balance::text || '|' || previous_hash)
      FROM (SELECT *, ARRAY(SELECT b + l FROM unnest(before, lines) AS pair(b, l)) AS balance FROM judged) j
      WHERE NOT EXISTS (SELECT FROM unnest(balance, scale) AS pair(b, s) WHERE b > s * persons)
      ON CONFLICT DO NOTHING
      RETURNING lines, hash
    )
    SELECT count(*), ARRAY[sum(lines[1]), sum(lines[2]), sum(lines[3]), sum(lines[4])]::bigint[], string_agg(hash, '|')
    INTO posted, sums, hashes FROM added;
    IF posted = 0 THEN RETURN; END IF;
    sums := ARRAY(SELECT h - s FROM unnest(tail.on_hand, sums) AS pair(h, s));
    IF 0 > ANY (sums) THEN RAISE 'insufficient stock'; END IF;
    INSERT INTO book SELECT of_centre, tail.seq + 1, posted,
      ARRAY(SELECT n - h FROM unnest(sums, tail.on_hand) AS pair(n, h)), sums, tail.hash,
      hash_of(of_centre || '|' || tail.seq + 1 || '|' || hashes || '|' || sums::text || '|' || tail.hash);
  END $$;`;

export class PostgresServer {
  readonly #directory: string;
  readonly #binaries: string;
  readonly #server: ChildProcess;

  private constructor(directory: string, binaries: string, server: ChildProcess) {
    this.#directory = directory;
    this.#binaries = binaries;
    this.#server = server;
  }

  /** Starts a server of its own in a temporary directory; `undefined` where none is installed. */
  static async start(): Promise<PostgresServer | undefined> {
    const binaries = findBinaries();
    if (binaries === undefined) return undefined;
    const directory = mkdtempSync(join(tmpdir(), 'relief-postgres-'));
    const user = serverUser();
    if (user.uid !== undefined && user.gid !== undefined) chownSync(directory, user.uid, user.gid);
    const data = join(directory, 'data');
    await run(
      join(binaries, 'initdb'),
      ['-D', data, '-U', owner, '-A', 'trust', '-E', 'UTF8', '--no-locale'],
      {
        ...user,
        cwd: directory,
      },
    );
    const server = spawn(
      join(binaries, 'postgres'),
      ['-D', data, '-k', directory, '-c', 'listen_addresses='],
      {
        ...user,
        cwd: directory,
        stdio: 'ignore',
      },
    );
    const started = new PostgresServer(directory, binaries, server);
    try {
      await started.#untilReady();
      return started;
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (this.#server.exitCode === null && this.#server.signalCode === null) {
      const ended = new Promise((resolve) => this.#server.once('exit', resolve));
      this.#server.kill('SIGINT');
      await ended;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async sql(text: string): Promise<string> {
    const args = ['-v', 'ON_ERROR_STOP=1', '-qAtc', text];
    const { stdout } = await run(join(this.#binaries, 'psql'), [...this.#connection, ...args, database]);
    return stdout.trim();
  }

  /** Runs a script so many times on each of so many connections. */
  async bench(script: string, clients: number, times: number): Promise<void> {
    const file = join(this.#directory, 'script.sql');
    writeFileSync(file, script);
    const load = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '1', '-t', String(times)];
    await run(join(this.#binaries, 'pgbench'), [
      ...this.#connection,
      ...load,
      '-D',
      'sheet=-1',
      '-f',
      file,
      database,
    ]);
  }

  get #connection(): readonly string[] {
    return ['-h', this.#directory, '-U', owner];
  }

  async #untilReady(): Promise<void> {
    const deadline = Date.now() + startLimitMs;
    for (;;) {
      try {
        await this.sql('SELECT 1');
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await delay(50);
      }
    }
  }
}

/** A folder with all that is needed: of the path, or where Debian keeps it. */
function findBinaries(): string | undefined {
  const versions = '/usr/lib/postgresql';
  const installed = existsSync(versions)
    ? readdirSync(versions).map((version) => join(versions, version, 'bin'))
    : [];
  return [...(process.env['PATH'] ?? '').split(delimiter), ...installed].find((folder) =>
    ['initdb', 'postgres', 'psql', 'pgbench'].every((name) => existsSync(join(folder, name))),
  );
}

/** The server refuses to run as root. */
function serverUser(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }).trim());
  return { uid: idOf('-u'), gid: idOf('-g') };
}

export const postgresSection = (
  server: PostgresServer,
  about: string,
  centres: number,
  sheets: number,
  rowsPerSheet: number,
): Section => ({
  name: 'postgres',
  about,
  needsOrder: false,
  async prepare() {
    const households = sheets * rowsPerSheet;
    await server.sql(`
      DROP TABLE IF EXISTS household, entry, book; DROP FUNCTION IF EXISTS hash_of, post_sheet;
      ${schema}
      INSERT INTO household SELECT 'H-' || c || '-' || i, c, ${persons}
        FROM generate_series(0, ${centres - 1}) c, generate_series(0, ${households - 1}) i;
      INSERT INTO book SELECT c, 1, 0, ARRAY[0, 0, 0, 0], ARRAY[${stock}, ${stock}, ${stock}, ${stock}], '', hash_of(c::text)
        FROM generate_series(0, ${centres - 1}) c;
      ANALYZE household;`);
    return {
      handovers: centres * households,
      work: () =>
        server.bench(
          `\\set sheet :sheet + 1\nSELECT post_sheet(:client_id, :sheet, ${rowsPerSheet});`,
          centres,
          sheets,
        ),
      async check() {
        const found = await server.sql(`
          SELECT count(*), sum(lines[1]) = (SELECT sum(${stock} - rice) FROM
            (SELECT DISTINCT ON (centre) on_hand[1] AS rice FROM book ORDER BY centre, seq DESC) tails)
          FROM entry`);
        const expected = `${centres * households}|t`;
        if (found !== expected) throw new BrokenBooks(`postgres: found ${found}, not ${expected}`);
      },
    };
  },
});
