/** The archive of seals: where they and their lists are out of reach of whoever owns the tables. */
import type { JsonValue } from '../../domain/canonical.ts';
import type { CalendarDate } from '../../domain/events.ts';
import { isSoundRecord, type LinkRecord, linkRecordOf } from '../../ledger/chain.ts';
import { sealsSubject, seqItem } from '../../ledger/keys.ts';
import { isObject } from '../../ledger/record-fields.ts';
import { readSeal, type SealedList, sha256Hex } from '../../ledger/seal.ts';
import { readSealLines, SealedHashes } from '../sealed-books.ts';
import type { WriteOnceStore } from './write-once.ts';

/** A file of the archive is missing, or is not what its seal says. */
export class DamagedArchiveError extends Error {
  override readonly name = 'DamagedArchiveError';
}

export class SealArchive {
  readonly #store: WriteOnceStore;

  constructor(store: WriteOnceStore) {
    this.#store = store;
  }

  /** Every seal, the first one first. Errors: {@link DamagedArchiveError}. */
  async seals(): Promise<readonly LinkRecord[]> {
    const keys = await this.#store.keys(sealPrefix);
    return Promise.all(keys.map((key) => this.#seal(key)));
  }

  /** The last seal; `undefined` before the first. */
  async lastSeal(): Promise<LinkRecord | undefined> {
    const key = (await this.#store.keys(sealPrefix)).at(-1);
    return key === undefined ? undefined : this.#seal(key);
  }

  /** Writes a seal as the next of the chain; `there` when another was first. */
  writeSeal(record: LinkRecord): Promise<'written' | 'there'> {
    return this.#store.write(`${sealPrefix}${seqItem(record.seq)}.json`, JSON.stringify(record));
  }

  /** Writes a list under a name that its content gives, so that a second try writes nothing else. */
  async writeList(kind: 'tails' | 'added', date: CalendarDate, lines: string): Promise<SealedList> {
    const sha256 = sha256Hex(lines);
    const key = `${kind}/${date}-${sha256.slice(0, 16)}.txt`;
    await this.#store.write(key, lines);
    return { key, sha256 };
  }

  /** A list as it was sealed. Errors: {@link DamagedArchiveError}. */
  async list({ key, sha256 }: SealedList): Promise<string> {
    const text = await this.#store.read(key);
    if (text === undefined) throw new DamagedArchiveError(`the archive of seals has no ${key}`);
    if (sha256Hex(text) !== sha256) throw new DamagedArchiveError(`${key} is not what was sealed`);
    return text;
  }

  /** All that was ever sealed, the seals themselves included. Errors: {@link DamagedArchiveError}. */
  async sealedBooks(): Promise<SealedHashes> {
    const records = await this.seals();
    const last = records.at(-1);
    const sealed = new SealedHashes(last && readSeal(last).openedAt);
    for (const [index, record] of records.entries()) {
      const before = records[index - 1];
      if (record.seq !== index + 1 || record.previousHash !== (before?.hash ?? ''))
        throw new DamagedArchiveError(`the archive of seals lacks the one before seal ${record.seq}`);
      for (const entry of readSealLines(await this.list(readSeal(record).added))) sealed.add(entry);
      sealed.add({ account: sealsSubject, seq: record.seq, hash: record.hash });
    }
    return sealed;
  }

  /** Every file of the archive, to keep a copy of it. */
  async *files(): AsyncGenerator<{ readonly key: string; readonly text: string }> {
    for (const prefix of [sealPrefix, 'tails/', 'added/']) {
      for (const key of await this.#store.keys(prefix)) {
        const text = await this.#store.read(key);
        if (text !== undefined) yield { key, text };
      }
    }
  }

  async #seal(key: string): Promise<LinkRecord> {
    const record = sealIn((await this.#store.read(key)) ?? 'null');
    if (record === undefined) throw new DamagedArchiveError(`${key} is not what was sealed`);
    return record;
  }
}

/** The seal that a file holds; `undefined` where it is not as it was written. */
function sealIn(text: string): LinkRecord | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    const record = isObject(value) ? linkRecordOf(value) : undefined;
    if (record === undefined || !isSoundRecord(record)) return undefined;
    readSeal(record);
    return record;
  } catch {
    return undefined;
  }
}

const sealPrefix = 'seals/';
