/** Someone with the keys to the tables, who knows how entries are hashed. */

import { isDeepStrictEqual } from 'node:util';
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { ChainRegister } from '../../shared/audit/chain-register.ts';
import type { JsonObject } from '../../shared/domain/canonical.ts';
import { type LinkRecord, nextLink } from '../../shared/ledger/chain.ts';
import { type ItemKey, linkKey } from '../../shared/ledger/keys.ts';
import { type Attributes, itemsOf, keysOf, readItem } from '../../shared/store/item-form.ts';
import type { TableName, Tables } from '../../shared/store/tables.ts';

export type Snapshot = ReadonlyMap<TableName, readonly Attributes[]>;

export class Attacker {
  readonly #client: DynamoDBClient;
  readonly #tables: Tables;

  constructor(client: DynamoDBClient, tables: Tables) {
    this.#client = client;
    this.#tables = tables;
  }

  async record(key: ItemKey): Promise<JsonObject> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#tables.names[key.table], Key: keysOf(key) }),
    );
    if (Item === undefined) throw new Error(`nothing stands at ${key.subject} ${key.item}`);
    return readItem(Item).record;
  }

  async put(key: ItemKey, record: JsonObject): Promise<void> {
    for (const Item of itemsOf(key, record)) {
      await this.#client.send(new PutItemCommand({ TableName: this.#tables.names[key.table], Item }));
    }
  }

  async remove(key: ItemKey): Promise<void> {
    await this.#client.send(
      new DeleteItemCommand({ TableName: this.#tables.names[key.table], Key: keysOf(key) }),
    );
  }

  chain(account: string): Promise<readonly LinkRecord[]> {
    return new ChainRegister(this.#tables).linksFrom(account, 1);
  }

  /** Changes one entry and leaves its hash as it is. */
  async change(account: string, seq: number, change: JsonObject): Promise<void> {
    const key = linkKey(account, seq);
    await this.put(key, { ...(await this.record(key)), ...change });
  }

  /** Changes a chain from one entry on and makes every hash from there anew. */
  async rewrite(account: string, seq: number, change: (link: LinkRecord) => JsonObject): Promise<void> {
    const links = [...(await this.chain(account))];
    for (const [index, link] of links.entries()) {
      if (link.seq < seq) continue;
      const {
        account: _account,
        seq: _seq,
        at,
        previousHash: _previous,
        hash: _hash,
        ...body
      } = change(link) as LinkRecord;
      const forged = nextLink(account, links[index - 1], at, body);
      links[index] = { ...forged, at };
      await this.put(linkKey(account, link.seq), forged);
    }
  }

  async swap(account: string, one: number, other: number): Promise<void> {
    const [first, second] = await Promise.all([one, other].map((seq) => this.record(linkKey(account, seq))));
    await this.put(linkKey(account, one), { ...second });
    await this.put(linkKey(account, other), { ...first });
  }

  async snapshot(): Promise<Snapshot> {
    const tables = Object.entries(this.#tables.names) as [TableName, string][];
    return new Map(
      await Promise.all(
        tables.map(async ([table, TableName]): Promise<[TableName, readonly Attributes[]]> => {
          const { Items = [] } = await this.#client.send(new ScanCommand({ TableName }));
          return [table, Items];
        }),
      ),
    );
  }

  /** Puts everything back as it was. */
  async restore(snapshot: Snapshot): Promise<void> {
    for (const [table, kept] of await this.snapshot()) {
      if (table === 'households') continue;
      const TableName = this.#tables.names[table];
      const wanted = byKey(snapshot.get(table) ?? []);
      const present = byKey(kept);
      for (const [key, { subject = { S: '' }, item = { S: '' } }] of present)
        if (!wanted.has(key))
          await this.#client.send(new DeleteItemCommand({ TableName, Key: { subject, item } }));
      for (const [key, Item] of wanted)
        if (!isDeepStrictEqual(Item, present.get(key)))
          await this.#client.send(new PutItemCommand({ TableName, Item }));
    }
  }
}

const byKey = (items: readonly Attributes[]): ReadonlyMap<string, Attributes> =>
  new Map(items.map((one) => [`${one['subject']?.S}\n${one['item']?.S}`, one]));
