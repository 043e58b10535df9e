/** Waits until the API shows what a step of the story must bring about. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Settlement } from '../../examples/kaesong/steps.ts';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { CliError } from './cli-error.ts';
import { askedInTens } from './in-tens.ts';
import type { LedgerClient } from './ledger-client.ts';
import type { Depths } from './queue-depths.ts';
import { baseUnits, unitOf } from './reconciliation.ts';

/** What has been seen so far of what a step must bring about. */
export interface Sighting {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly settled: boolean;
}

const count = (answers: readonly boolean[]): number => answers.filter(Boolean).length;

/** How many of the references are held or rejected; with a reason, only those for it. */
async function countExceptions(
  api: LedgerClient,
  orderId: string,
  status: 'held' | 'rejected',
  references: readonly string[],
  reason?: string,
): Promise<number> {
  const wanted = new Set(references);
  let found = 0;
  for await (const exception of api.exceptions({ status, orderId })) {
    const isMeant = reason === undefined || exception.reason === reason;
    if (isMeant && exception.reference !== undefined && wanted.has(exception.reference)) found += 1;
  }
  return found;
}

const handedOverMatches = (report: ReconciliationAnswer, wanted: ReadonlyMap<string, bigint>): boolean =>
  report.commodities.every(
    (row) => baseUnits(row.handedOver, unitOf(row)) === (wanted.get(row.commodity) ?? 0n),
  );

const sighting = (done: number, total: number, unit: string, settled = done === total): Sighting => ({
  done,
  total,
  unit,
  settled,
});

type FiguresSettlement = Extract<Settlement, { kind: 'order' | 'handovers' | 'payments' | 'stock' }>;

/** How far a step has come whose figures are those of the report. */
function sightingIn(report: ReconciliationAnswer | undefined, settlement: FiguresSettlement): Sighting {
  const locations = report?.locations ?? [];
  switch (settlement.kind) {
    case 'order': {
      const households = locations.reduce((sum, location) => sum + location.households, 0);
      const persons = locations.reduce((sum, location) => sum + location.persons, 0);
      const settled = households === settlement.households && persons === settlement.persons;
      return sighting(households, settlement.households, 'households entitled', settled);
    }
    case 'handovers': {
      const served = locations.reduce((sum, location) => sum + location.householdsServed, 0);
      const settled = report !== undefined && handedOverMatches(report, settlement.handedOver);
      return sighting(served, settlement.households, 'households served', settled);
    }
    case 'stock': {
      const { locationId, onHand } = settlement;
      const rows = locations.find((location) => location.locationId === locationId)?.commodities ?? [];
      const asMeant = [...onHand].map(([commodity, base]) => {
        const row = rows.find((candidate) => candidate.commodity === commodity);
        return row !== undefined && baseUnits(row.onHand, unitOf(row)) === base;
      });
      return sighting(count(asMeant), asMeant.length, `balance at ${locationId} as it should be`);
    }
    case 'payments': {
      const stipend = report?.stipend;
      const payments = stipend?.payers.reduce((sum, payer) => sum + payer.payments, 0) ?? 0;
      const settled = payments === settlement.payments && stipend?.paid === settlement.paid;
      return sighting(payments, settlement.payments, 'payments', settled);
    }
  }
}

/** Asks the API once how far a step has come. */
export async function sightingOf(
  settlement: Settlement,
  api: LedgerClient,
  orderId: string,
): Promise<Sighting> {
  switch (settlement.kind) {
    case 'locations': {
      const known = await api.locationIds();
      const { locationIds } = settlement;
      return sighting(count(locationIds.map((id) => known.has(id))), locationIds.length, 'locations');
    }
    case 'households': {
      const { householdIds } = settlement;
      const known = await askedInTens(householdIds, (id) => api.isHousehold(id));
      return sighting(count(known), householdIds.length, 'households looked up');
    }
    case 'shipments': {
      const { shipmentIds, arrived } = settlement;
      const shipments = await askedInTens(shipmentIds, (id) => api.shipment(id));
      const seen = shipments.map((one) => one !== undefined && (!arrived || one.status !== 'in-transit'));
      return sighting(count(seen), shipmentIds.length, 'waybills');
    }
    case 'held': {
      const { references, reason } = settlement;
      const held = await countExceptions(api, orderId, 'held', references, reason);
      return sighting(held, references.length, `held: ${reason}`);
    }
    case 'rejected': {
      const { references, reason } = settlement;
      const rejected = await countExceptions(api, orderId, 'rejected', references, reason);
      return sighting(rejected, references.length, `rejected: ${reason}`);
    }
    case 'served-by': {
      const { householdId, registeredAt, servedBy } = settlement;
      const household = await api.serviceOf(householdId);
      const server = household?.orders.find((order) => order.orderId === orderId)?.centreId;
      const isAsTold = household?.centreId === registeredAt && server === servedBy;
      const what = `household, registered at ${registeredAt} and served by ${servedBy}`;
      return sighting(count([isAsTold]), 1, what);
    }
    case 'orders': {
      const { orderIds } = settlement;
      const known = await askedInTens(orderIds, (id) => api.orderTerms(id));
      return sighting(count(known.map((terms) => terms !== undefined)), orderIds.length, 'orders');
    }
    case 'not-held': {
      const { references } = settlement;
      const held = await countExceptions(api, orderId, 'held', references);
      return sighting(references.length - held, references.length, 'decided');
    }
    case 'posted-in-order': {
      const { householdId, references } = settlement;
      const { length } = references;
      const newest = await api.newestReferences('households', householdId, orderId, length);
      const inOrder = newest.toReversed().map((reference, index) => reference === references[index]);
      return sighting(count(inOrder), length, 'in their order');
    }
    case 'counts': {
      const { counts } = settlement;
      const booked = await askedInTens(counts, async ({ locationId, countId }) => {
        const [newest] = await api.newestReferences('locations', locationId, orderId, 1);
        return newest === countId;
      });
      return sighting(count(booked), counts.length, 'counts booked');
    }
    default:
      return sightingIn(await api.reconciliation(orderId), settlement);
  }
}

export interface Watch {
  /** Asked again and again; how far the step has come. */
  readonly look: () => Promise<Sighting>;
  readonly depths: Depths;
  readonly exceptions: () => AsyncIterable<ExceptionAnswer>;
  readonly onSighting: (sighting: Sighting) => void;
  /** Rejects once sending has failed; settles when everything has been sent. */
  readonly sending: Promise<unknown>;
  readonly stallSeconds?: number;
  /** The same while messages are in flight: one that failed comes back after its queue's visibility timeout, 360 s. */
  readonly inFlightStallSeconds?: number;
}

const exceptionsShown = 10;

/** Milliseconds between two glances at the queues while they are full, and when they have just run empty or long since. */
const busyPause = 100;
const shortestPause = 10;
const longestPause = 320;

/** A look costs the system a report; while the queues are full, one a second is enough to show progress. */
const busyLookMilliseconds = 1_000;

async function stallText(
  title: string,
  seconds: number,
  last: Sighting | undefined,
  watch: Watch,
): Promise<string> {
  const depths = await watch.depths.read();
  const busy = depths
    .filter(({ waiting, inFlight, dead }) => waiting + inFlight + dead > 0)
    .map(
      ({ queue, waiting, inFlight, dead }) =>
        `${queue}: ${waiting} waiting, ${inFlight} in flight, ${dead} dead`,
    );
  const exceptions: string[] = [];
  for await (const { status, reason, reference = '', detail } of watch.exceptions()) {
    exceptions.push(`${status} ${reason} ${reference} ${JSON.stringify(detail)}`);
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
 * Errors: a `CliError` that says where things stand, when nothing has moved for `stallSeconds`.
 */
export async function waitUntilSettled(title: string, watch: Watch): Promise<Sighting> {
  const { stallSeconds = 60, inFlightStallSeconds = 420 } = watch;
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
  let lookedAt = Number.NEGATIVE_INFINITY;
  let lastSign = '';
  let movedAt = performance.now();
  for (;;) {
    if (failed) throw failed.error;
    const allSent = sent;
    const backlogs = await watch.depths.backlogs();
    const empty = backlogs.every(({ waiting, inFlight }) => waiting + inFlight === 0);
    if (empty || performance.now() - lookedAt > busyLookMilliseconds) {
      last = await watch.look();
      lookedAt = performance.now();
      watch.onSighting(last);
      if (allSent && empty && last.settled) return last;
    }
    const sign = JSON.stringify([sent, last, backlogs]);
    if (sign !== lastSign) {
      lastSign = sign;
      movedAt = performance.now();
      pauseMilliseconds = shortestPause;
    } else {
      const isInFlight = backlogs.some(({ inFlight }) => inFlight > 0);
      const patience = isInFlight ? inFlightStallSeconds : stallSeconds;
      if (performance.now() - movedAt > patience * 1_000) {
        throw new CliError(await stallText(title, patience, last, watch));
      }
    }
    await pause(empty ? pauseMilliseconds : busyPause);
    pauseMilliseconds = Math.min(pauseMilliseconds * 2, longestPause);
  }
}
