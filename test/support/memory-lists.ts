import type { ListStore } from '../../shared/http/devices/device-register.ts';

/** Lists that are written once, in memory. */
export class MemoryLists implements ListStore {
  readonly #texts = new Map<string, string>();
  /** How often the keys were listed. */
  listings = 0;

  async keys(prefix: string): Promise<readonly string[]> {
    this.listings += 1;
    return [...this.#texts.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async read(key: string): Promise<string | undefined> {
    return this.#texts.get(key);
  }

  async write(key: string, text: string): Promise<'written' | 'there'> {
    if (this.#texts.has(key)) return 'there';
    this.#texts.set(key, text);
    return 'written';
  }
}
