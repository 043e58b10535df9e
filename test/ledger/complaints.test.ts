import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complaintKinds, complaintOutcomes } from '../../shared/domain/complaints.ts';
import { channels } from '../../shared/domain/statements.ts';
import {
  type Complaint,
  type ComplaintAnswer,
  isComplaintSubject,
  readAnswer,
  readComplaint,
  readListing,
  recordAnswer,
  recordComplaint,
} from '../../shared/ledger/complaints.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import { lawful } from '../support/lawful.ts';

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,9}$/);
const recorded = {
  event: fc.string(),
  time: fc.constant('2020-08-10T09:00:00+09:00'),
  recordedAt: fc.constant('2020-08-10T00:00:00.000Z'),
};
const complaints: fc.Arbitrary<Complaint> = fc.record(
  {
    complaintId: id,
    kind: fc.constantFrom(...complaintKinds),
    channel: fc.constantFrom(...channels),
    dueOn: fc.constantFrom('2020-08-24', '2020-08-31'),
    digest: fc.string(),
    ...recorded,
    orderId: id,
    reference: id,
    locationId: id,
    householdId: id,
    text: fc.string(),
  },
  {
    noNullPrototype: true,
    requiredKeys: ['complaintId', 'kind', 'channel', 'dueOn', 'digest', 'event', 'time', 'recordedAt'],
  },
);
const answers: fc.Arbitrary<ComplaintAnswer> = fc.record(
  { outcome: fc.constantFrom(...complaintOutcomes), told: fc.boolean(), ...recorded, answer: fc.string() },
  { noNullPrototype: true, requiredKeys: ['outcome', 'told', 'event', 'time', 'recordedAt'] },
);

/** What is written at each place, through JSON. */
const placesOf = (writes: readonly Write[]): ReadonlyMap<string, Record<string, never>> =>
  new Map(
    writes.map((write) => {
      if (write.kind !== 'append') throw new Error(`${write.kind} is written`);
      const { table, subject, item } = write.key;
      return [`${table} ${subject} ${item}`, JSON.parse(JSON.stringify(write.record))];
    }),
  );
const at = (places: ReturnType<typeof placesOf>, place: string): Record<string, never> => {
  const record = places.get(place);
  if (record === undefined) throw new Error(`nothing at ${place}, only at ${[...places.keys()]}`);
  return record;
};

describe('a complaint', () => {
  it('is read back as it was written, and stands where it and its lists are looked for', () => {
    lawful(
      fc.property(complaints, (complaint) => {
        const { complaintId, orderId = '', dueOn, kind, locationId, householdId } = complaint;
        const places = placesOf(recordComplaint(complaint));
        const own = at(places, `ledgers complaint:${complaintId} 000000001`);
        expect(readComplaint(own)).toStrictEqual(complaint);
        const listed = at(places, `ledgers complaints:${orderId} ${dueOn}/${complaintId}`);
        expect(readListing(`${dueOn}/${complaintId}`, listed)).toStrictEqual({
          complaintId,
          dueOn,
          kind,
          ...(locationId !== undefined && { locationId }),
          ...(householdId !== undefined && { householdId }),
        });
        if (householdId !== undefined) at(places, `ledgers complaints-of:${householdId} ${complaintId}`);
        expect(places.size).toBe(householdId === undefined ? 2 : 3);
      }),
    );
  });

  it('is known by where it stands', () => {
    expect(isComplaintSubject('complaint:K-1')).toBe(true);
    expect(isComplaintSubject('complaints:O-1')).toBe(false);
  });

  it.each(['complaintId', 'kind', 'channel', 'dueOn', 'digest', 'event', 'time', 'recordedAt'])(
    'without its %s is damaged, by that field',
    (field) => {
      const whole: Complaint = {
        complaintId: 'K-1',
        kind: 'other',
        channel: 'visit',
        dueOn: '2020-08-24',
        digest: 'd',
        event: 'urn:x#1',
        time: '2020-08-10T09:00:00+09:00',
        recordedAt: '2020-08-10T00:00:00.000Z',
      };
      const { [field]: _, ...others } = at(
        placesOf(recordComplaint(whole)),
        'ledgers complaint:K-1 000000001',
      );
      expect(() => readComplaint(others)).toThrow(
        expect.objectContaining({ name: 'DamagedRecordError', field }),
      );
    },
  );
});

describe('an answer to a complaint', () => {
  it('is read back as it was written; the first one lists it as answered', () => {
    lawful(
      fc.property(complaints, answers, fc.integer({ min: 2, max: 5 }), (complaint, answer, seq) => {
        const { complaintId, orderId = '', dueOn } = complaint;
        const places = placesOf(recordAnswer(complaint, seq, answer));
        expect(readAnswer(at(places, `ledgers complaint:${complaintId} 00000000${seq}`))).toStrictEqual(
          answer,
        );
        if (seq === 2) at(places, `ledgers answered:${orderId} ${dueOn}/${complaintId}`);
        expect(places.size).toBe(seq === 2 ? 2 : 1);
      }),
    );
  });

  it.each([
    ['outcome', 'settled'],
    ['told', 'yes'],
  ])('with a damaged %s, %j, is refused by that field', (field, value) => {
    const sound = { outcome: 'upheld', told: true, event: 'urn:x#1', time: 't', recordedAt: 'r' };
    expect(readAnswer(sound).told).toBe(true);
    expect(() => readAnswer({ ...sound, [field]: value })).toThrow(
      expect.objectContaining({ name: 'DamagedRecordError', field }),
    );
  });
});
