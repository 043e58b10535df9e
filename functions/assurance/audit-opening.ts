/** Opening an audit: fixes what it draws from, as a seal holds it. */

import { parseAccount } from '../../shared/domain/accounts.ts';
import {
  type AuditMeasure,
  inBookOrder,
  type Population,
  populationOf,
} from '../../shared/domain/audit-population.ts';
import type { EventOf, Instant } from '../../shared/domain/events.ts';
import type { Order } from '../../shared/domain/order.ts';
import { dependencyOn, held, type Rejected, rejected } from '../../shared/domain/outcome.ts';
import { type Unit, unitFamily } from '../../shared/domain/quantity.ts';
import { type OpenedAudit, recordOpening, type SealedBook } from '../../shared/ledger/audits.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { sealKey } from '../../shared/ledger/keys.ts';
import type { Seal } from '../../shared/ledger/seal.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { Store } from '../../shared/store/store.ts';

type Opened = EventOf<'relief.audit.opened.v1'>;

interface OpeningFacts {
  /** The audit that has the id. */
  readonly audit: OpenedAudit | undefined;
  readonly order: Order | undefined;
  readonly seal: Seal | undefined;
  /** In the order of the population. */
  readonly books: readonly SealedBook[];
  readonly population: Population;
}

const nobody: Population = { entries: [], receipts: 0, total: 0n, returned: 0n };

export const auditOpening = eventHandler<Opened, OpeningFacts, HandlerContext>({
  async load({ event: { auditId, orderId, measure, sealDate } }, { journal }) {
    const [audit, order, seal] = await Promise.all([
      journal.audits.get(auditId),
      journal.orders.asOf(orderId),
      journal.seals.get(sealDate),
    ]);
    const facts = { audit: audit?.opened, order, seal };
    if (audit !== undefined || order === undefined || seal === undefined)
      return { ...facts, books: [], population: nobody };
    const books = booksOf(await journal.audits.sealedBooks(sealDate, orderId), measure);
    return { ...facts, books, population: populationOf(await entriesOf(books, journal), measure) };
  },
  decide: decideOpening,
  unblocks: ({ auditId }) => [dependencyOn.audit(auditId)],
});

/** The books that the measure moves in, in the order of their centres or payers. */
function booksOf(sealed: readonly SealedBook[], measure: AuditMeasure): readonly SealedBook[] {
  const ownerOf = (account: string): string | undefined => {
    const parsed = parseAccount(account);
    if (parsed?.kind === 'centre') return 'commodity' in measure ? parsed.locationId : undefined;
    return parsed?.kind === 'payer' && 'currency' in measure ? parsed.payerId : undefined;
  };
  return sealed
    .flatMap((book) => {
      const owner = ownerOf(book.account);
      return owner === undefined ? [] : [{ owner, book }];
    })
    .sort((one, other) => inBookOrder(one.owner, other.owner))
    .map(({ book }) => book);
}

/** S3, L13: of each book the entries that the seal holds. */
const entriesOf = (books: readonly SealedBook[], journal: Store) =>
  Promise.all(
    books.map(async ({ account, seq: last }) => {
      const table = account.startsWith('payer:') ? 'ledgers' : 'stock';
      const entries = await journal.chains.entriesFrom(table, account, 1);
      return entries.filter(({ seq }) => seq <= last);
    }),
  );

function decideOpening(
  { header, event }: EventAttempt<Opened>,
  { audit, order, seal, books, population }: OpeningFacts,
  now: Instant,
): Verdict {
  const { type: _type, auditId, orderId, measure, toleranceUnit, sealDate, ...terms } = event;
  if (audit !== undefined)
    return audit.digest === header.digest
      ? { status: 'duplicate' }
      : rejected('conflicting-duplicate', { reference: auditId });
  if (order === undefined) return held('unknown-order', dependencyOn.order(orderId), { orderId });
  const refusal = refuseMeasure(event, order);
  if (refusal !== undefined) return refusal;
  if (seal === undefined)
    return {
      ...held('unknown-reference', dependencyOn.seal(sealDate), { sealDate }),
      preconditions: [sealKey(sealDate)],
    };
  const { total, returned, receipts } = population;
  if (total === returned) return rejected('unknown-commodity', { ...measure, sealDate });
  if (event.tolerance >= total - returned)
    return rejected('invalid-message', {
      path: 'data.tolerance',
      expected: 'less than all that was posted and not returned by the seal',
    });
  const unit = 'commodity' in measure ? order.units.get(measure.commodity) : undefined;
  const writes = recordOpening(
    {
      ...terms,
      auditId,
      orderId,
      measure,
      ...(unit !== undefined && { unit }),
      sealDate,
      sealDigest: seal.digest,
      receipts,
      total,
      returned,
      books,
      event: eventKey(header),
      time: header.time,
      digest: header.digest,
    },
    population,
    now,
  );
  return { status: 'posted', writes };
}

/** Whether the order knows what is measured, in the unit of the tolerance. */
function refuseMeasure({ measure, toleranceUnit }: Opened, order: Order): Rejected | undefined {
  if ('currency' in measure) {
    const expected = order.terms.stipend?.currency.code;
    return expected === undefined || expected === measure.currency
      ? undefined
      : rejected('wrong-unit', { expected, found: measure.currency });
  }
  const { commodity } = measure;
  const expected = order.units.get(commodity);
  if (expected === undefined) return rejected('unknown-commodity', { commodity });
  return isOfFamily(toleranceUnit, expected)
    ? undefined
    : rejected('wrong-unit', { commodity, expected, found: toleranceUnit });
}

const isOfFamily = (unit: Unit | undefined, of: Unit): boolean =>
  unit !== undefined && unitFamily(unit) === unitFamily(of);
