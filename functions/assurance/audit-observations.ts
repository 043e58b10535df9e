/** What visits found of the receipts that an audit drew: each row stands alone. */

import { auditAccount } from '../../shared/domain/accounts.ts';
import type { AuditObservation } from '../../shared/domain/audit-events.ts';
import { missingOf } from '../../shared/domain/audit-evidence.ts';
import type { EventOf, Instant, SheetRow } from '../../shared/domain/events.ts';
import { dependencyOn, held, type Outcome, type Rejected, rejected } from '../../shared/domain/outcome.ts';
import { unitFamily } from '../../shared/domain/quantity.ts';
import { visitsScope } from '../../shared/ledger/anomaly-ids.ts';
import {
  newestObservations,
  type ObservedReceipt,
  type OpenedAudit,
  recordObserved,
  type StoredAudit,
  voidDraws,
} from '../../shared/ledger/audits.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { listRefusedRows } from '../../shared/ledger/event-records.ts';
import { exceptionKey } from '../../shared/ledger/exception-keys.ts';
import { type ExceptionSubject, recordException } from '../../shared/ledger/exceptions.ts';
import { eventClaimId, exceptionIdOf, unnamedRowIdempotencyKey } from '../../shared/ledger/id-claims.ts';
import { type ItemKey, linkKey } from '../../shared/ledger/keys.ts';
import { listNote } from '../../shared/ledger/missed.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import { redactNotes } from '../../shared/posting/redaction.ts';
import type { Unblocked } from '../../shared/posting/unblocked.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { DrawnReceipt } from '../../shared/store/audits.ts';
import type { Store } from '../../shared/store/store.ts';

type Observed = EventOf<'relief.audit.observed.v1'>;

interface ObservationFacts {
  readonly audit: StoredAudit | undefined;
  /** The receipts of the rows, and the voids that close a gap among them. */
  readonly drawn: ReadonlyMap<number, DrawnReceipt>;
  /** Places beside the books where what this event brings was written before. */
  readonly there: ReadonlySet<string>;
}

export const auditObservations = eventHandler<Observed, ObservationFacts, HandlerContext>({
  async load(attempt, { journal }) {
    const audit = await journal.audits.get(attempt.event.auditId);
    const drawn = audit === undefined ? new Map() : await drawnFor(attempt.event, audit, journal);
    const keys = besideBooks(attempt, audit?.opened, drawn, '').map(({ key }) => key);
    const found = await journal.records('ledgers', keys);
    return { audit, drawn, there: new Set(keys.filter((_, index) => found[index]).map(placeOf)) };
  },
  decide: decideObservations,
  complete: forgetErased,
});

/** The receipts of the rows, and whatever else tells how far the draws are observed without a gap. */
async function drawnFor(
  { observations }: Observed,
  { opened, sheets }: StoredAudit,
  journal: Store,
): Promise<ReadonlyMap<number, DrawnReceipt>> {
  const draws = new Set(observations.flatMap((row) => (row.ok ? [row.value.draw] : [])));
  const receipts = await Promise.all([...draws].map((draw) => journal.audits.drawn(opened, draw)));
  const drawn = new Map(receipts.map((receipt) => [receipt.draw, receipt]));
  const voids = voidDraws(sheets);
  const observed = newestObservations(sheets);
  for (let draw = 1; ; draw += 1) {
    if (voids.has(draw) || observed.has(draw) || drawn.has(draw)) continue;
    const next = await journal.audits.drawn(opened, draw);
    if (!next.isVoid) return drawn;
    drawn.set(draw, next);
  }
}

const placeOf = ({ subject, item }: ItemKey): string => `${subject} ${item}`;

function decideObservations(
  attempt: EventAttempt<Observed>,
  { audit, drawn, there }: ObservationFacts,
  now: Instant,
): Verdict {
  const { header, event } = attempt;
  const { auditId } = event;
  const beside = besideBooks(attempt, audit?.opened, drawn, now).filter(
    ({ key }) => !there.has(placeOf(key)),
  );
  const isReadable = event.observations.some((row) => row.ok);
  // What is of no audit's shape is refused at once, whatever the rest waits for.
  if (beside.length > rowsAtOnce || (audit === undefined && isReadable && beside.length > 0))
    return { status: 'write-first', writes: beside.slice(0, rowsAtOnce).flatMap(({ writes }) => writes) };
  if (!isReadable) return { status: 'posted', writes: beside.flatMap(({ writes }) => writes) };
  if (audit === undefined)
    return {
      ...held('unknown-reference', dependencyOn.audit(auditId), { auditId }),
      preconditions: [linkKey(auditAccount(auditId), 1)],
    };
  const known = voidDraws(audit.sheets);
  const voids = [...drawn.values()].filter(({ isVoid, draw }) => isVoid && !known.has(draw));
  const observed = recordObserved(
    audit,
    {
      event: eventKey(header),
      time: header.time,
      rows: observedRows(event, audit.opened, drawn),
      voids: voids.map(({ draw }) => draw),
    },
    now,
  );
  return { status: 'posted', writes: [...beside.flatMap(({ writes }) => writes), observed] };
}

/** The rows that count; a visit to whoever gave its receipt back proves nothing. */
const observedRows = (
  { observations }: Observed,
  audit: OpenedAudit,
  drawn: ReadonlyMap<number, DrawnReceipt>,
): readonly ObservedReceipt[] =>
  observations.flatMap((row) => {
    if (!row.ok || refuseFound(row.value, audit) !== undefined) return [];
    const { draw, found, visitedOn, visitor } = row.value;
    const receipt = drawn.get(draw);
    if (receipt === undefined || receipt.isVoid) return [];
    const { recorded, reference, householdId, book } = receipt;
    const missing = missingOf(recorded, amountFound(found));
    return [{ draw, recorded, missing, reference, householdId, book, visitedOn, visitor }];
  });

function amountFound(found: AuditObservation['found']): bigint | 'not-found' {
  if (found === 'not-found') return found;
  return 'unit' in found ? found.quantity : found.amountMinor;
}

/** Whether what was found is measured as what was drawn. */
function refuseFound(
  { found }: AuditObservation,
  { measure, unit }: Pick<OpenedAudit, 'measure' | 'unit'>,
): Rejected | undefined {
  if (found === 'not-found') return undefined;
  const expected = 'currency' in measure ? measure.currency : unit;
  const given = 'unit' in found ? found.unit : found.currency;
  const isAlike =
    'unit' in found
      ? unit !== undefined && unitFamily(found.unit) === unitFamily(unit)
      : 'currency' in measure && found.currency === measure.currency;
  return isAlike ? undefined : rejected('wrong-unit', { expected, found: given });
}

/** Something that is written beside the books, once. */
interface BesideBooks {
  /** What is there when it was written before. */
  readonly key: ItemKey;
  readonly writes: readonly Write[];
}

/**
 * Each takes up to three items of a transaction, which has a hundred; beside them stand the parts in which exceptions that
 * name no place are counted, eight by their reasons and eight by their imports.
 */
const rowsAtOnce = 26;

/** The exception of each row that is refused, and where notes about a household are, so that its erasure finds them. */
function besideBooks(
  attempt: EventAttempt<Observed>,
  opened: OpenedAudit | undefined,
  drawn: ReadonlyMap<number, DrawnReceipt>,
  now: Instant,
): readonly BesideBooks[] {
  const { observations } = attempt.event;
  const key = eventKey(attempt.header);
  const refused = observations.flatMap((row, index) => refusedRow(attempt, opened, row, index, now));
  const noted = new Set(
    observations.flatMap((row) => {
      const receipt = row.ok && row.value.note !== undefined ? drawn.get(row.value.draw) : undefined;
      return receipt === undefined ? [] : [receipt.householdId];
    }),
  );
  const place = exceptionKey(eventClaimId(key), 1);
  const notes = [...noted].map((householdId): BesideBooks => {
    const listing = listNote(householdId, place);
    return { key: listing.key, writes: [listing] };
  });
  return [...refused, ...notes];
}

function refusedRow(
  { header, queue, messageGroup }: EventAttempt<Observed>,
  opened: OpenedAudit | undefined,
  row: SheetRow<AuditObservation>,
  index: number,
  now: Instant,
): readonly BesideBooks[] {
  const refusal = row.ok && opened !== undefined ? refuseFound(row.value, opened) : undefined;
  if (row.ok && refusal === undefined) return [];
  const { source, id, type, time, digest } = header;
  const key = eventKey(header);
  const idempotencyKey = unnamedRowIdempotencyKey(key, index);
  const exceptionId = exceptionIdOf(idempotencyKey);
  const subject: ExceptionSubject = {
    idempotencyKey,
    digest: row.digest,
    queue,
    messageGroup,
    index,
    event: { source, id, type, time, digest },
    original: JSON.stringify(row.original),
    ...(row.ok && { reference: String(row.value.draw) }),
    orderId: opened?.orderId,
  };
  const outcome = row.ok ? refusal : rejected('invalid-message', { ...row.problem });
  if (outcome === undefined) return [];
  const { writes } = recordException(subject, exceptionId, outcome, now);
  return [
    {
      key: exceptionKey(exceptionId, 1),
      writes: [...writes, listRefusedRows(key, [{ index, exceptionId }])],
    },
  ];
}

/** Forgets the notes of this sheet about households that were erased before it came, and tries again what came meanwhile. */
async function forgetErased(
  { header, event }: EventAttempt<Observed>,
  { status }: Outcome,
  { journal, clock }: HandlerContext,
): Promise<readonly Unblocked[]> {
  const audit = await journal.audits.get(event.auditId);
  if (audit === undefined) return [];
  const key = eventKey(header);
  const sheet = audit.sheets.find((one) => one.event === key);
  if (event.observations.some((row) => row.ok && row.value.note !== undefined)) {
    const ids = [...new Set(sheet?.rows.map(({ householdId }) => householdId))];
    const place = exceptionKey(eventClaimId(key), 1);
    for (const { householdId, erasedAt } of (await journal.households.get(ids)).values()) {
      if (erasedAt !== undefined) await redactNotes(householdId, [place], { journal, clock });
    }
  }
  // Somebody may have written about what this found, before it came.
  const found = dependencyOn.finding(visitsScope(audit.opened.orderId));
  return status === 'posted' ? [found] : [dependencyOn.audit(event.auditId), found];
}
