/** Waits until a step of the story shows in the answers of the API. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Settlement } from '../../examples/kaesong/scenario.ts';
import { CliFailure } from './failure.ts';
import type { LedgerApi, LedgerException } from './ledger-api.ts';
import type { QueueDepth } from './queue-depths.ts';
import { baseUnits, type Reconciliation } from './reconciliation.ts';

/** What has been seen so far of what a step must bring about. */
export interface Sighting {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly settled: boolean;
}

async function inTens<T>(ids: readonly string[], ask: (id: string) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let from = 0; from < ids.length; from += 10) {
    answers.push(...(await Promise.all(ids.slice(from, from + 10).map(ask))));
  }
  return answers;
}

const count = (answers: readonly boolean[]): number => answers.filter(Boolean).length;

async function isHeld(api: LedgerApi, orderId: string, reference: string): Promise<boolean> {
  for await (const exception of api.exceptions({ status: 'held', orderId })) {
    if (exception.reference === reference) return true;
  }
  return false;
}

const handedOverMatches = (report: Reconciliation, wanted: ReadonlyMap<string, bigint>): boolean =>
  report.commodities.every(
    ({ commodity, handedOver, unit }) => baseUnits(handedOver, unit) === (wanted.get(commodity) ?? 0n),
  );

/** Asks the API once how far a step has come. */
export async function sightingOf(settlement: Settlement, api: LedgerApi, orderId: string): Promise<Sighting> {
  const sighting = (done: number, total: number, unit: string, settled = done === total): Sighting => ({
    done,
    total,
    unit,
    settled,
  });
  switch (settlement.kind) {
    case 'locations': {
      const known = await api.locationIds();
      const { locationIds } = settlement;
      return sighting(count(locationIds.map((id) => known.has(id))), locationIds.length, 'locations');
    }
    case 'households': {
      const { householdIds } = settlement;
      const known = await inTens(householdIds, (id) => api.isHousehold(id));
      return sighting(count(known), householdIds.length, 'households looked up');
    }
    case 'shipments': {
      const { shipmentIds, arrived } = settlement;
      const statuses = await inTens(shipmentIds, (id) => api.shipmentStatus(id));
      const seen = statuses.map((status) => status !== undefined && (!arrived || status !== 'in-transit'));
      return sighting(count(seen), shipmentIds.length, 'waybills');
    }
    case 'held':
      return sighting((await isHeld(api, orderId, settlement.reference)) ? 1 : 0, 1, 'receipt held');
    case 'not-held':
      return sighting((await isHeld(api, orderId, settlement.reference)) ? 0 : 1, 1, 'receipt decided');
    case 'order': {
      const locations = (await api.reconciliation(orderId))?.locations ?? [];
      const households = locations.reduce((sum, location) => sum + location.households, 0);
      const persons = locations.reduce((sum, location) => sum + location.persons, 0);
      const settled = households === settlement.households && persons === settlement.persons;
      return sighting(households, settlement.households, 'households entitled', settled);
    }
    case 'handovers': {
      const report = await api.reconciliation(orderId);
      if (!report) return sighting(0, settlement.households, 'households served', false);
      const served = report.locations.reduce((sum, location) => sum + location.householdsServed, 0);
      const settled = handedOverMatches(report, settlement.handedOver);
      return sighting(served, settlement.households, 'households served', settled);
    }
    case 'payments': {
      const stipend = (await api.reconciliation(orderId))?.stipend;
      const payments = stipend?.payers.reduce((sum, payer) => sum + payer.payments, 0) ?? 0;
      const settled = payments === settlement.payments && stipend?.paid === settlement.paid;
      return sighting(payments, settlement.payments, 'payments', settled);
    }
  }
}

export interface Watch {
  /** Asked again and again; how far the step has come. */
  readonly look: () => Promise<Sighting>;
  readonly depths: () => Promise<readonly QueueDepth[]>;
  readonly exceptions: () => AsyncIterable<LedgerException>;
  readonly onSighting: (sighting: Sighting) => void;
  /** Rejects once sending has failed; settles when everything has been sent. */
  readonly sending: Promise<unknown>;
  readonly stallSeconds?: number;
}

const exceptionsShown = 10;

/** Milliseconds between two looks: soon while things move, seldom while they do not. */
const shortestPause = 10;
const longestPause = 320;

async function stallText(
  title: string,
  seconds: number,
  last: Sighting | undefined,
  watch: Watch,
): Promise<string> {
  const depths = await watch.depths();
  const busy = depths
    .filter(({ waiting, inFlight, dead }) => waiting + inFlight + dead > 0)
    .map(
      ({ queue, waiting, inFlight, dead }) =>
        `${queue}: ${waiting} waiting, ${inFlight} in flight, ${dead} dead`,
    );
  const exceptions: string[] = [];
  for await (const { status, reason, reference = '', detail } of watch.exceptions()) {
    exceptions.push(
      `${status} ${reason} ${reference} ${detail === undefined ? '' : JSON.stringify(detail)}`.trim(),
    );
    if (exceptions.length === exceptionsShown) break;
  }
  const seen = last === undefined ? 'nothing was seen' : `${last.done} of ${last.total} ${last.unit}`;
  return [
    `No progress for ${seconds} s at "${title}": ${seen}.`,
    `Queues: ${busy.length > 0 ? busy.join('; ') : 'all empty, dead-letter queues too'}.`,
    exceptions.length > 0 ? `Not posted:\n  ${exceptions.join('\n  ')}` : 'No exceptions.',
  ].join('\n');
}

/**
 * Returns once everything is sent, the queues are empty and the API shows what the step must bring about.
 *
 * Errors: a `CliFailure` that says where things stand, when nothing has moved for `stallSeconds`.
 */
export async function waitUntilSettled(title: string, watch: Watch): Promise<Sighting> {
  const { stallSeconds = 60 } = watch;
  let pauseMilliseconds = shortestPause;
  let sent = false;
  let failed: { readonly error: unknown } | undefined;
  watch.sending.then(
    () => {
      sent = true;
    },
    (error: unknown) => {
      failed = { error };
    },
  );
  let last: Sighting | undefined;
  let lastSign = '';
  let movedAt = performance.now();
  for (;;) {
    if (failed) throw failed.error;
    const allSent = sent;
    const depths = await watch.depths();
    const sighting = await watch.look();
    watch.onSighting(sighting);
    const empty = depths.every(({ waiting, inFlight }) => waiting + inFlight === 0);
    if (allSent && empty && sighting.settled) return sighting;
    last = sighting;
    const sign = JSON.stringify([sent, sighting, depths]);
    if (sign !== lastSign) {
      lastSign = sign;
      movedAt = performance.now();
      pauseMilliseconds = shortestPause;
    } else if (performance.now() - movedAt > stallSeconds * 1_000) {
      throw new CliFailure(await stallText(title, stallSeconds, last, watch));
    }
    await pause(pauseMilliseconds);
    pauseMilliseconds = Math.min(pauseMilliseconds * 2, longestPause);
  }
}
