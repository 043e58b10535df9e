import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceOfSubject } from '../../../shared/domain/devices.ts';
import { isOwnSource } from '../../../shared/http/reader.ts';
import { lawful } from '../../support/lawful.ts';
import { eventOf, everyEvent, handovers, IntakeDesk, receipt, type Token } from './desk.ts';

const types = Object.keys(everyEvent);
const atCentre = [
  'relief.households.registered.v1',
  'relief.shipment.dispatched.v1',
  'relief.shipment.arrived.v1',
  'relief.handovers.made.v1',
  'relief.handovers.returned.v1',
  'relief.handovers.missed.v1',
  'relief.stock.counted.v1',
  'relief.stock.lost.v1',
];
const byPayer = ['relief.payments.made.v1', 'relief.payments.reversed.v1'];

/** What each holder of a token may send of {@link everyEvent}, written out. */
const holders: readonly { readonly who: string; readonly groups: string[]; readonly sends: string[] }[] = [
  { who: 'a coordinator', groups: ['coordinator'], sends: types },
  { who: 'the staff of the centre', groups: ['centre-staff', 'location:C-1'], sends: atCentre },
  { who: 'the staff of another centre', groups: ['centre-staff', 'location:C-2'], sends: [] },
  { who: 'the payer', groups: ['payer', 'payer:P-1'], sends: byPayer },
  { who: 'another payer', groups: ['payer', 'payer:P-2'], sends: [] },
  { who: 'an auditor', groups: ['auditor'], sends: ['relief.stock.counted.v1'] },
  { who: 'bounds without their roles', groups: ['location:C-1', 'payer:P-1'], sends: [] },
  { who: 'a payer at the centre', groups: ['payer', 'location:C-1'], sends: [] },
  { who: 'nobody in particular', groups: [], sends: [] },
];

const own = { source: 'urn:relief:reader:ann' };

describe.each(holders)('$who', ({ groups, sends }) => {
  it.each(types)('may send %s, or hears who may', async (type) => {
    const desk = new IntakeDesk();
    const token: Token = { sub: 'ann', groups };
    const answer = await desk.send({ body: eventOf(type, everyEvent[type] ?? {}, own), token });
    if (sends.includes(type)) {
      expect(answer.status).toBe(202);
      return;
    }
    expect(answer).toMatchObject({ status: 403, body: { title: 'Forbidden' } });
    expect(answer.body.detail).toMatch(/may be sent by coordinators/);
    expect(desk.queued).toEqual([]);
  });
});

describe('coordinators only', () => {
  const staff: Token = { sub: 'ann', groups: ['centre-staff', 'location:C-1'] };
  const overIssue = { overIssue: { reason: 'it happened' } };

  it('send a sheet of which any row is an over-issue', async () => {
    const body = handovers(own, [receipt('R-1'), receipt('R-2', overIssue)]);
    const desk = new IntakeDesk();
    const refused = await desk.send({ body, token: staff });
    expect(refused).toMatchObject({ status: 403 });
    expect(refused.body.detail).toBe('This relief.handovers.made.v1 may be sent by coordinators.');
    expect(await desk.send({ body, token: { sub: 'ann', groups: ['coordinator'] } })).toMatchObject({
      status: 202,
    });
  });

  it.each([staff, { sub: 'ann', groups: ['auditor'] }])('send a void: %j may not', async (token) => {
    const desk = new IntakeDesk();
    const body = eventOf('relief.event.voided.v1', { source: 'urn:x', id: '1', reason: 'r' }, own);
    expect(await desk.send({ body, token })).toMatchObject({ status: 403 });
    expect(desk.asked).toEqual([]);
  });
});

it('staff send a dispatch from their own location, and none from outside or from elsewhere', async () => {
  const desk = new IntakeDesk();
  const token: Token = { sub: 'ann', groups: ['centre-staff', 'location:C-1', 'location:C-9'] };
  const from = (place: object) =>
    desk.send({
      body: eventOf(
        'relief.shipment.dispatched.v1',
        { ...everyEvent['relief.shipment.dispatched.v1'], from: place },
        own,
      ),
      token,
    });
  expect(await from({ locationId: 'C-1' })).toMatchObject({ status: 202 });
  expect(await from({ locationId: 'C-3' })).toMatchObject({ status: 403 });
  expect(await from({ source: 'C-1' })).toMatchObject({ status: 403 });
});

describe('no event can be sent in another’s name', () => {
  const coordinator = (sub?: string): Token => ({
    groups: ['coordinator'],
    ...(sub !== undefined && { sub }),
  });
  const from = (source: string, token: Token) =>
    new IntakeDesk().send({ body: handovers({ source }), token });

  it.each(['urn:relief:reader:ann', 'urn:relief:reader:ann:tablet-1', 'urn:relief:reader:ann:a:b'])(
    'its holder may write %s',
    async (source) => {
      expect(await from(source, coordinator('ann'))).toMatchObject({ status: 202 });
    },
  );

  it.each([
    'urn:relief:reader:bob',
    'urn:relief:reader:anna',
    'urn:relief:reader:',
    'urn:relief:reader:ann:',
    'urn:relief:reader:ann:-x',
    'urn:relief:reader:ann:a/b',
    'urn:relief:reader:Ann',
    'urn:relief:central-committee',
    'urn:relief:ledger',
  ])('its holder may not write %s', async (source) => {
    const answer = await from(source, coordinator('ann'));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'source', found: source }] } });
  });

  it('a token that names nobody sends nothing', async () => {
    const answer = await from('urn:relief:reader:undefined', coordinator());
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'source' }] } });
  });

  it('nor by a subject that looks like the device of another', async () => {
    expect(await from('urn:relief:reader:ann:tablet', coordinator('ann:tablet'))).toMatchObject({
      status: 400,
    });
    expect(await from('urn:relief:reader:ann%3Atablet', coordinator('ann:tablet'))).toMatchObject({
      status: 202,
    });
    expect(await from('urn:relief:reader:ann%3Atablet', coordinator('ann'))).toMatchObject({ status: 400 });
  });

  it('a subject stands in it as it is, as far as a URN holds it', async () => {
    for (const subject of ['ann@example.org', 'idp/ann', 'ann+desk=1'])
      expect(await from(`urn:relief:reader:${subject}`, coordinator(subject))).toMatchObject({ status: 202 });
    expect(await from('urn:relief:reader:idp%7Cann%2540', coordinator('idp|ann%40'))).toMatchObject({
      status: 202,
    });
  });

  it('whatever the subjects and devices', () => {
    const subject = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((text) => text.isWellFormed());
    lawful(
      fc.property(subject, subject, fc.string({ maxLength: 20 }), (one, other, device) => {
        const source = `${sourceOfSubject(one)}:${device}`;
        if (one !== other) expect(isOwnSource(sourceOfSubject(other), source)).toBe(false);
        expect(isOwnSource(sourceOfSubject(one), sourceOfSubject(one))).toBe(true);
      }),
    );
  });
});
