/** What coordinators decided about devices, kept out of the books so that the intake can read it without a right to a table. */
import type { JsonValue } from '../../domain/canonical.ts';
import { type DeviceDecision, deviceStatuses, statusOfDevice } from '../../domain/devices.ts';
import { seqItem } from '../../ledger/keys.ts';
import { damagedAt, listOf, objectOf, RecordFields } from '../../ledger/record-fields.ts';

/** A place where a text is written once and never again. */
export interface ListStore {
  /** The keys that begin with a prefix, in order. */
  keys(prefix: string): Promise<readonly string[]>;
  read(key: string): Promise<string | undefined>;
  /** Guarantees: `there` when the key was written before, and then it is left as it was. */
  write(key: string, text: string): Promise<'written' | 'there'>;
}

const maxConflicts = 12;

/**
 * All decisions, the first one first. List number N holds N of them: whoever adds one writes the next list, and only one
 * of two who do so at once is the first.
 */
export class DeviceRegister {
  readonly #store: ListStore;
  #known: { readonly key: string; readonly decisions: readonly DeviceDecision[] } | undefined;

  constructor(store: ListStore) {
    this.#store = store;
  }

  /** Guarantees: one listing, and a list is read only once. Errors: those of the store, and of a list that is damaged. */
  async decisions(): Promise<readonly DeviceDecision[]> {
    const key = (await this.#store.keys(listPrefix)).at(-1);
    if (key === undefined) return [];
    if (this.#known?.key !== key)
      this.#known = { key, decisions: readList(key, (await this.#store.read(key)) ?? 'null') };
    return this.#known.decisions;
  }

  /** Adds a decision, unless the device stands so already; returns all decisions. Errors: throws after too many conflicts. */
  async decide(decision: DeviceDecision): Promise<readonly DeviceDecision[]> {
    for (let attempt = 0; attempt < maxConflicts; attempt += 1) {
      const decisions = await this.decisions();
      if (statusOfDevice(decision.device, decisions) === decision.status) return decisions;
      const next = [...decisions, decision];
      const written = await this.#store.write(
        `${listPrefix}${seqItem(next.length)}.json`,
        JSON.stringify(next),
      );
      if (written === 'written') return next;
    }
    throw new Error(`Gave up after ${maxConflicts} write conflicts on the list of devices`);
  }
}

const listPrefix = 'devices/';

function readList(key: string, text: string): readonly DeviceDecision[] {
  try {
    const list: JsonValue = JSON.parse(text);
    return listOf(list, 'devices').map((value) => {
      const fields = new RecordFields(objectOf(value, 'devices'));
      return {
        device: fields.text('device'),
        status: fields.name('status', deviceStatuses),
        reason: fields.text('reason'),
        by: fields.text('by'),
        at: fields.text('at'),
      };
    });
  } catch (error) {
    throw damagedAt(key, error);
  }
}
