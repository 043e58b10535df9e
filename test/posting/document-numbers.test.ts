/** Whose the number of a document is, which is an event of its own. */
import { describe, expect, it } from 'vitest';
import type { EventType, ReliefEvent } from '../../shared/domain/events.ts';
import { rejected } from '../../shared/domain/outcome.ts';
import type { ExceptionSubject, StoredException } from '../../shared/ledger/exceptions.ts';
import { eventClaimId } from '../../shared/ledger/id-claims.ts';
import type { ItemKey } from '../../shared/ledger/keys.ts';
import { claimNumber, type NumberClaim } from '../../shared/ledger/number-claims.ts';
import type { CorrectionVerdict } from '../../shared/posting/corrections.ts';
import { judgeNumber, numberOf } from '../../shared/posting/document-numbers.ts';
import { now } from '../support/sheets.ts';

const eventOf = (type: EventType, fields: object): ReliefEvent =>
  ({ type, orderId: 'O-1', locationId: 'C-1', payerId: 'P-1', ...fields }) as unknown as ReliefEvent;

const loss = eventOf('relief.stock.lost.v1', { lossId: 'L-1' });
const waybill = eventOf('relief.shipment.dispatched.v1', { shipmentId: 'S-1' });

describe('the number of a document', () => {
  it.each<readonly [string | undefined, EventType, object]>([
    ['order/O-1', 'relief.order.issued.v1', {}],
    ['waybill/S-1', 'relief.shipment.dispatched.v1', { shipmentId: 'S-1' }],
    ['count/C-1/O-1/N-1', 'relief.stock.counted.v1', { countId: 'N-1' }],
    ['loss/C-1/O-1/L-1', 'relief.stock.lost.v1', { lossId: 'L-1' }],
    ['transfer/C-1/O-2/T-1', 'relief.stock.transferred.v1', { fromOrderId: 'O-2', transferId: 'T-1' }],
    ['funding/P-1/O-1/F-1', 'relief.payer.funded.v1', { fundingId: 'F-1' }],
    ['complaint/K-1', 'relief.complaint.raised.v1', { complaintId: 'K-1' }],
    ['audit/A-1', 'relief.audit.opened.v1', { auditId: 'A-1' }],
    // A waybill arrives in parts, and an order is amended more than once.
    [undefined, 'relief.shipment.arrived.v1', { shipmentId: 'S-1' }],
    [undefined, 'relief.order.amended.v1', {}],
  ])('is %s of a %s', (number, type, fields) => {
    expect(numberOf(eventOf(type, fields))).toBe(number);
  });
});

const subject: ExceptionSubject = {
  idempotencyKey: 'event/urn:x#new',
  digest: 'new content',
  queue: 'stock-counts',
  messageGroup: 'C-1',
  index: 0,
  event: { source: 'urn:x', id: 'new', type: loss.type, time: now, digest: 'new content' },
  original: '{}',
  reference: 'L-1',
};

const claimed = (seq: number, digest: string, event = `urn:x#e-${seq}`): NumberClaim => ({
  seq,
  digest,
  event,
});

/** An event's own exception, once it was refused. */
const refused = (event: string, digest: string, correctedBy?: string): StoredException => ({
  ...subject,
  digest,
  event: { ...subject.event, id: event.slice('urn:x#'.length) },
  exceptionId: eventClaimId(event),
  status: 'rejected',
  reason: 'insufficient-stock',
  detail: {},
  recordedAt: now,
  position: `${now}#0000`,
  recordSeq: 1,
  ...(correctedBy !== undefined && { correctedBy }),
});

const standing: ItemKey = { table: 'stock', subject: 'waybill:S-1', item: '000000002' };

interface Known {
  readonly claims?: readonly NumberClaim[];
  readonly exceptions?: readonly StoredException[];
  /** Events that were taken back. */
  readonly takenBack?: readonly string[];
}

const judge = (
  { claims = [], exceptions = [], takenBack = [] }: Known,
  {
    event = loss,
    isPending = false,
    correction,
  }: Partial<{
    event: ReliefEvent;
    isPending: boolean;
    correction: CorrectionVerdict;
  }> = {},
) =>
  judgeNumber(
    event,
    subject,
    { isPending, correction },
    {
      numberClaims: async (number) => (number === numberOf(event) ? claims : []),
      takenBack: async (key) => ({ isTakenBack: takenBack.includes(key), unless: [standing] }),
      exceptionNow: async (id) => exceptions.find(({ exceptionId }) => exceptionId === id),
    },
  );

const free = (seq: number, number = 'loss/C-1/O-1/L-1') => ({
  status: 'free',
  claim: [claimNumber(number, { seq, digest: 'new content', event: 'urn:x#new' })],
});
const conflict = (facts: object) => rejected('conflicting-duplicate', { reference: 'L-1', ...facts });

describe('an event may have the number of its document', () => {
  it('where it has none, and claims nothing', async () => {
    const amendment = eventOf('relief.order.amended.v1', {});
    expect(await judge({}, { event: amendment })).toEqual({ status: 'free', claim: [] });
  });

  it('where nobody had it, and where it was begun before', async () => {
    expect(await judge({})).toEqual(free(1));
    expect(await judge({ claims: [claimed(1, 'other')] }, { isPending: true })).toEqual(free(2));
  });

  it('where what had it was put right elsewhere', async () => {
    const exceptions = [refused('urn:x#e-1', 'other', 'urn:x#e-7')];
    expect(await judge({ claims: [claimed(1, 'other')], exceptions })).toEqual(free(2));
  });

  it('of a waybill that was taken back, but of nothing else that was', async () => {
    const known = { claims: [claimed(1, 'other')], takenBack: ['urn:x#e-1'] };
    expect(await judge(known, { event: waybill })).toEqual(free(2, 'waybill/S-1'));
    expect(await judge(known)).toEqual({ ...conflict({ claimedDigest: 'other' }), preconditions: [] });
  });
});

describe('a number that is taken', () => {
  it('by another content is refused, as long as its waybill stands', async () => {
    expect(await judge({ claims: [claimed(1, 'other')] }, { event: waybill })).toEqual({
      ...conflict({ claimedDigest: 'other' }),
      preconditions: [standing],
    });
  });

  it('by the same content makes a duplicate', async () => {
    const claims = [claimed(1, 'other'), claimed(2, 'new content')];
    expect(await judge({ claims })).toEqual({ status: 'duplicate', preconditions: [] });
    expect(await judge({ claims }, { event: waybill })).toEqual({
      status: 'duplicate',
      preconditions: [standing],
    });
  });

  it('by the same content earlier makes a duplicate where that was put right, and else a conflict', async () => {
    const claims = [claimed(1, 'new content'), claimed(2, 'other')];
    const exceptions = [refused('urn:x#e-1', 'new content', 'urn:x#e-2')];
    expect(await judge({ claims, exceptions })).toEqual({ status: 'duplicate', preconditions: [] });
    const conflicting = { ...conflict({ claimedDigest: 'other' }), preconditions: [] };
    expect(await judge({ claims })).toEqual(conflicting);
    expect(await judge({ claims, exceptions: [refused('urn:x#e-1', 'new content')] })).toEqual(conflicting);
  });
});

describe('a correction may have the number', () => {
  const exception = refused('urn:x#e-1', 'other');
  const correction = { status: 'corrects', exception } as const;

  it('of what it corrects', async () => {
    expect(await judge({ claims: [claimed(1, 'other')] }, { correction })).toEqual(free(2));
  });

  it.each([
    ['another content', claimed(1, 'another')],
    ['another event', claimed(1, 'other', 'urn:x#e-5')],
  ])('that %s has, only where that was put right', async (_, owner) => {
    expect(await judge({ claims: [owner] }, { correction })).toEqual({
      ...conflict({ corrects: exception.exceptionId }),
      preconditions: [],
    });
    const exceptions = [refused(owner.event, owner.digest, 'urn:x#e-7')];
    expect(await judge({ claims: [owner], exceptions }, { correction })).toEqual(free(2));
  });

  it('of what another has, only where it corrects something', async () => {
    const done = await judge({ claims: [claimed(1, 'other')] }, { correction: { status: 'done' } });
    expect(done).toEqual({ ...conflict({ claimedDigest: 'other' }), preconditions: [] });
  });
});
