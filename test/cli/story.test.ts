import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { kaesongScenario } from '../../examples/kaesong/scenario.ts';
import { villageOptions } from '../../examples/kaesong/write.ts';
import { queueNames } from '../../shared/domain/events.ts';
import { LedgerApi } from '../../tools/cli/ledger-api.ts';
import type { SystemOutputs } from '../../tools/cli/outputs.ts';
import type { Reconciliation } from '../../tools/cli/reconciliation.ts';
import type { Stage } from '../../tools/cli/story.ts';
import { tell } from '../../tools/cli/story.ts';

type Fields = Record<string, unknown>;
interface Line {
  readonly commodity: string;
  readonly quantity: number;
  readonly unit: 'kg' | 'bottle';
  readonly losses?: readonly { readonly quantity: number }[];
}

const scales: Readonly<Record<string, number>> = { rice: 5_000, corn: 10_000, soybeans: 2_000, oil: 1 };
const factorOf = (unit: string): number => (unit === 'kg' ? 1_000 : 1);

/** A ledger of one centre and one order, simple enough to be checked by eye; in base units. */
class VillageLedger {
  readonly #persons = new Map<string, number>();
  #covered = new Map<string, number>();
  readonly #locations = new Set<string>();
  readonly #waybills = new Map<string, string>();
  readonly #receipts = new Set<string>();
  readonly #served = new Set<string>();
  #held: Fields[] = [];
  readonly #rejected: Fields[] = [];
  readonly #received = new Map<string, number>();
  readonly #lost = new Map<string, number>();
  readonly #handed = new Map<string, number>();
  readonly #payers = new Map<string, { paid: number; payments: number }>();
  /** Bottles and grams that the reported stock is short of, to play a system whose books are wrong. */
  missing = 0;

  take(event: { readonly type: string; readonly data: Fields }): void {
    const { type, data } = event;
    const rows = (name: string): Fields[] => data[name] as Fields[];
    if (type.includes('.locations.'))
      for (const row of rows('locations')) this.#locations.add(String(row['locationId']));
    if (type.includes('.households.')) {
      for (const row of rows('households')) {
        this.#persons.set(String(row['householdId']), Number(row['adults']) + Number(row['children']));
      }
    }
    if (type.includes('.order.')) this.#covered = new Map(this.#persons);
    if (type.includes('.dispatched.')) this.#waybills.set(String(data['shipmentId']), 'in-transit');
    if (type.includes('.arrived.')) {
      this.#waybills.set(String(data['shipmentId']), 'part-arrived');
      for (const { commodity, quantity, unit, losses = [] } of data['lines'] as Line[]) {
        const lost = losses.reduce((sum, loss) => sum + loss.quantity, 0) * factorOf(unit);
        this.#lost.set(commodity, lost);
        this.#received.set(commodity, quantity * factorOf(unit) + lost);
      }
    }
    if (type.includes('.handovers.')) for (const row of rows('receipts')) this.#receipt(row);
    if (type.includes('.payments.')) {
      const payer = this.#payers.get(String(data['payerId'])) ?? { paid: 0, payments: 0 };
      this.#payers.set(String(data['payerId']), payer);
      for (const { amount } of rows('payments')) {
        payer.paid += Number(amount);
        payer.payments += 1;
      }
    }
    const waiting = this.#held;
    this.#held = [];
    for (const row of waiting) this.#receipt(row);
  }

  #receipt(row: Fields): void {
    const householdId = String(row['householdId']);
    const receiptId = String(row['receiptId']);
    if (this.#receipts.has(receiptId)) return;
    const persons = this.#covered.get(householdId);
    const lines = (row['lines'] as Line[]).map(({ commodity, quantity, unit }) => ({
      commodity,
      asked: Math.round(quantity * factorOf(unit)),
    }));
    if (!this.#persons.has(householdId)) this.#held.push(row);
    else if (persons === undefined) this.#rejected.push({ ...row, reason: 'not-covered' });
    else if (lines.some(({ commodity, asked }) => asked > persons * (scales[commodity] ?? 0))) {
      this.#rejected.push({ ...row, reason: 'exceeds-entitlement' });
    } else if (lines.some(({ commodity, asked }) => asked > this.#released(commodity, persons)))
      this.#held.push(row);
    else {
      this.#receipts.add(receiptId);
      this.#served.add(householdId);
      for (const { commodity, asked } of lines)
        this.#handed.set(commodity, (this.#handed.get(commodity) ?? 0) + asked);
    }
  }

  #released(commodity: string, persons: number): number {
    const good = (this.#received.get(commodity) ?? 0) - (this.#lost.get(commodity) ?? 0);
    return Math.floor((persons * good) / this.#people());
  }

  #people = (): number => [...this.#covered.values()].reduce((sum, persons) => sum + persons, 0);

  answer(path: string): unknown {
    const [name, id = ''] = path.slice(1).split('?')[0]?.split('/') ?? [];
    const shown = (status: string, reason: string) => (row: Fields) => ({
      exceptionId: `x-${row['receiptId']}`,
      status,
      reason: String(row['reason'] ?? reason),
      reference: row['receiptId'],
    });
    switch (name) {
      case 'locations':
        return { items: [...this.#locations].map((locationId) => ({ locationId })) };
      case 'households':
        return this.#persons.has(id) ? {} : undefined;
      case 'shipments': {
        const status = this.#waybills.get(decodeURIComponent(id));
        return status && { shipmentId: id, status };
      }
      case 'exceptions': {
        const held = this.#held.map(shown('held', 'unknown-household'));
        return {
          items: path.includes('status=held')
            ? held
            : [...held, ...this.#rejected.map(shown('rejected', ''))],
        };
      }
      default:
        return this.#covered.size > 0 ? this.#reconciliation(id) : undefined;
    }
  }

  #reconciliation(orderId: string): Reconciliation {
    const rows = Object.entries(scales).map(([commodity, scale]) => {
      const unit = commodity === 'oil' ? ('bottle' as const) : ('kg' as const);
      const of = (base: number): number => base / factorOf(unit);
      const received = this.#received.get(commodity) ?? 0;
      const lost = this.#lost.get(commodity) ?? 0;
      const handedOver = this.#handed.get(commodity) ?? 0;
      const planned = scale * this.#people();
      return {
        commodity,
        unit,
        planned: of(planned),
        received: of(received),
        lost: of(lost),
        countVariance: 0,
        handedOver: of(handedOver),
        onHand: of(received - lost - handedOver - (commodity === 'oil' ? 0 : this.missing)),
        outstanding: of(planned - handedOver),
      };
    });
    const payers = [...this.#payers].map(([payerId, payer]) => ({ payerId, ...payer }));
    return {
      orderId,
      status: 'active',
      commodities: rows.map((row) => ({ ...row, inTransit: 0 })),
      locations: [
        {
          locationId: 'KS-R01',
          kind: 'centre',
          households: this.#covered.size,
          persons: this.#people(),
          adults: 0,
          householdsServed: this.#served.size,
          commodities: rows.map((row) => ({ ...row, dispatched: 0 })),
        },
      ],
      stipend: {
        currency: 'KPW',
        due: 0,
        paid: payers.reduce((sum, { paid }) => sum + paid, 0),
        outstanding: 0,
        householdsPaid: 0,
        payers,
      },
      exceptions: { held: this.#held.length, rejected: this.#rejected.length },
    };
  }
}

function stageOf(ledger: VillageLedger, dead = 0): { readonly stage: Stage; readonly printed: () => string } {
  let printed = '';
  const output = new PassThrough();
  output.on('data', (text) => {
    printed += text;
  });
  const answer: typeof fetch = async (url) => {
    const body = ledger.answer(String(url).replace('http://ledger', ''));
    return body === undefined ? new Response('{}', { status: 404 }) : Response.json(body);
  };
  return {
    printed: () => printed,
    stage: {
      queues: Object.fromEntries(queueNames.map((name) => [name, name])) as SystemOutputs['queues'],
      sendBatch: async (_, entries) => {
        for (const { MessageBody = '' } of entries) ledger.take(JSON.parse(MessageBody));
        return [];
      },
      depths: async () => [{ queue: 'handovers', waiting: 0, inFlight: 0, dead }],
      api: new LedgerApi('http://ledger', undefined, answer),
      output: output as unknown as NodeJS.WriteStream,
    },
  };
}

describe('telling the story of Kaesong', () => {
  const scenario = kaesongScenario(villageOptions);

  it('settles every day on a ledger that keeps the contract, and ends in balance', async () => {
    const { stage, printed } = stageOf(new VillageLedger());
    expect(await tell(scenario, stage)).toBe(0);
    expect(printed()).toContain('7 August 2020');
    expect(printed()).toContain('Not posted: 0 held, 2 rejected');
    expect(printed()).toContain('In balance');
  });

  it('ends with 1 when a gram is missing', async () => {
    const ledger = new VillageLedger();
    ledger.missing = 1;
    const { stage, printed } = stageOf(ledger);
    expect(await tell(scenario, stage)).toBe(1);
    expect(printed()).toContain('OUT OF BALANCE KS-R01: rice');
  });

  it('fails when a message ended in a dead-letter queue', async () => {
    await expect(tell(scenario, stageOf(new VillageLedger(), 3).stage)).rejects.toThrow(
      '3 messages ended in dead-letter queues',
    );
  });
});
