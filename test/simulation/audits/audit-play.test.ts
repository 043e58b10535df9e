import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedAudit, StoredAudit } from '../../../shared/ledger/audits.ts';
import { Audits, type DrawnReceipt } from '../../../shared/store/audits.ts';
import { Store } from '../../../shared/store/store.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Violation } from '../violation.ts';
import { type MakeStore, type PlayedAudit, playAudit } from './audit-play.ts';

const seed = process.env['SEED'] ?? '1';
const audits = 24;

let engine: TestTables;
let folder: string;
beforeAll(async () => {
  engine = await startTestTables();
  folder = mkdtempSync(join(tmpdir(), 'relief-audits-'));
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const play = async (name: string, makeStore?: MakeStore): Promise<PlayedAudit> =>
  playAudit(name, await engine.tables(), mkdtempSync(join(folder, 'archive-')), makeStore);

class DrawsByAnotherRule extends Audits {
  override async drawn(audit: OpenedAudit, draw: number): Promise<DrawnReceipt> {
    return { ...(await super.drawn(audit, draw - 1)), draw };
  }
}

/** As if the visit to one draw were one to the next as well. */
class CountsAVisitTwice extends Audits {
  override async get(auditId: string): Promise<StoredAudit | undefined> {
    const audit = await super.get(auditId);
    return (
      audit && {
        ...audit,
        sheets: audit.sheets.map((sheet) => ({
          ...sheet,
          rows: sheet.rows.flatMap((row) => [row, { ...row, draw: row.draw + 1 }]),
        })),
      }
    );
  }
}

class ConfirmsTooEarly extends Audits {
  override async get(auditId: string): Promise<StoredAudit | undefined> {
    const audit = await super.get(auditId);
    if (audit === undefined) return undefined;
    const { opened } = audit;
    return { ...audit, opened: { ...opened, riskThousandths: opened.riskThousandths * 2n } };
  }
}

class CountsWhatWasReturned extends Audits {
  override async drawn(audit: OpenedAudit, draw: number): Promise<DrawnReceipt> {
    return { ...(await super.drawn(audit, draw)), isVoid: false };
  }
}

class TakesTheLastRecordedForTheNewest extends Audits {
  override async get(auditId: string): Promise<StoredAudit | undefined> {
    const audit = await super.get(auditId);
    return audit && { ...audit, sheets: audit.sheets.map((sheet) => ({ ...sheet, time: sheet.at })) };
  }
}

const storeWith =
  (Planted: typeof Audits): MakeStore =>
  (tables) => {
    const store = new Store(tables);
    return Object.assign(store, { audits: new Planted(tables, store.chains) });
  };

describe('an audit', () => {
  it('draws, counts and confirms as the contract has it, in whatever order visits come', {
    timeout: 300_000,
  }, async () => {
    const played: PlayedAudit[] = [];
    for (let index = 0; index < audits; index += 1) played.push(await play(`audit-${seed}-${index}`));
    expect(played.some(({ wasConfirmed }) => wasConfirmed)).toBe(true);
    expect(played.some(({ hadVoids }) => hadVoids)).toBe(true);
  });
});

describe('a planted bug', () => {
  it.each([
    ['draws by another rule', DrawsByAnotherRule],
    ['counts a visit twice', CountsAVisitTwice],
    ['confirms too early', ConfirmsTooEarly],
    ['draws what was returned as if it stood', CountsWhatWasReturned],
    ['takes what was recorded last for the newest', TakesTheLastRecordedForTheNewest],
  ])('is found: an audit that %s', { timeout: 300_000 }, async (_, Planted) => {
    let found: unknown;
    for (let index = 0; index < audits && found === undefined; index += 1)
      await play(`audit-${seed}-${index}`, storeWith(Planted)).catch((error: unknown) => {
        found = error;
      });
    expect(found).toBeInstanceOf(Violation);
  });
});
