import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WriteOnceFolder } from '../../../shared/audit/archive/write-once.ts';
import type { DeviceDecision } from '../../../shared/domain/devices.ts';
import { DeviceRegister } from '../../../shared/http/devices/device-register.ts';
import { endedDevices } from '../../../shared/http/devices/ended-devices.ts';
import { MemoryLists } from '../../support/memory-lists.ts';
import { type Answer, Books } from './books.ts';
import { rights } from './rights.ts';

let books: Books;
beforeAll(async () => {
  books = await Books.open();
  for (const [id, source] of Object.entries(sources))
    await books.sendBody(
      'registrations',
      JSON.stringify({
        specversion: '1.0',
        id,
        source,
        type: 'relief.locations.registered.v1',
        time: '2020-08-07T09:00:00+09:00',
        data: { locations: [{ locationId: 'C-1', name: 'First centre', kind: 'centre' }] },
      }),
    );
});
afterAll(() => books?.close());

const sources = {
  one: 'urn:relief:reader:anna:TABLET',
  another: 'urn:relief:reader:bela:TABLET',
  other: 'urn:relief:reader:bela:PHONE',
  page: 'urn:relief:reader:bela',
  organisation: 'urn:relief:central:TABLET',
};

const json = { 'content-type': 'application/json' };

const decide = (
  decision: object | string,
  groups: readonly string[] = ['coordinator'],
  headers: Readonly<Record<string, string>> = json,
): Promise<Answer> =>
  books.ask('/devices', headers, groups, 'POST', {
    claims: { sub: 'coordinator-1' },
    posted: typeof decision === 'string' ? decision : JSON.stringify(decision),
  });

const ended = { device: 'PHONE', status: 'ended', reason: 'Left on the train' };

describe('devices', () => {
  it('are those that events came from, each with all who wrote on it', async () => {
    expect(await books.get('/devices')).toMatchObject({
      items: [
        { device: 'PHONE', status: 'in-use', sources: [sources.other], decisions: [] },
        { device: 'TABLET', status: 'in-use', sources: [sources.one, sources.another], decisions: [] },
      ],
    });
  });

  it('are ended by a coordinator, and let in again, and every decision stays', async () => {
    const { status, body } = await decide(ended);
    expect(status).toBe(200);
    const by = 'urn:relief:reader:coordinator-1';
    expect(body).toMatchObject({
      device: 'PHONE',
      status: 'ended',
      sources: [sources.other],
      decisions: [{ status: 'ended', reason: 'Left on the train', by }],
    });
    expect((await books.get('/devices?status=ended')).items).toEqual([body]);
    expect((await books.get('/devices?status=in-use')).items).toMatchObject([{ device: 'TABLET' }]);
    await decide({ device: 'PHONE', status: 'in-use', reason: 'Found again' });
    expect((await books.get('/devices')).items[0]).toMatchObject({
      status: 'in-use',
      decisions: [
        { status: 'in-use', reason: 'Found again', by },
        { status: 'ended', reason: 'Left on the train', by },
      ],
    });
  });

  it('may be ended before anything of them came, once', async () => {
    const never = { device: 'NEVER-SENT', status: 'ended', reason: 'Stolen' };
    const first = await decide(never);
    expect(first.body).toMatchObject({ device: 'NEVER-SENT', status: 'ended', sources: [] });
    expect((await decide({ ...never, reason: 'Stolen, I say' })).body).toEqual(first.body);
    expect(await books.all('/devices', 1)).toMatchObject([
      { device: 'NEVER-SENT' },
      { device: 'PHONE' },
      { device: 'TABLET' },
    ]);
  });

  it('come as a table too', async () => {
    const { text } = await books.ask('/devices?format=csv&status=ended');
    expect(text).toMatch(/device,status,sources,reason,by,at\r\nNEVER-SENT,ended,,Stolen,/);
  });

  it.each(rights.filter(({ groups }) => !groups.includes('coordinator')))(
    'are not decided about by $reader',
    async ({ groups }) => {
      expect(await decide({ ...ended, device: 'TABLET' }, groups)).toMatchObject({
        status: 403,
        body: { detail: 'This is open to coordinators.' },
      });
      expect((await books.get('/devices?status=ended')).items).toMatchObject([{ device: 'NEVER-SENT' }]);
    },
  );

  it.each([
    ['not JSON', 'device'],
    ['[]', 'device'],
    [{ ...ended, device: '' }, 'device'],
    [{ ...ended, device: 'a b' }, 'device'],
    [{ ...ended, status: 'gone' }, 'status'],
    [{ ...ended, reason: ' ' }, 'reason'],
    [{ ...ended, reason: 'x'.repeat(501) }, 'reason'],
    [{ ...ended, by: 'somebody else' }, 'by'],
  ])('are decided about in a body that fits, unlike %j', async (body, path) => {
    expect(await decide(body)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });

  it('are decided about in JSON, which no form of another page can send', async () => {
    expect(await decide(ended, ['coordinator'], {})).toMatchObject({ status: 415 });
  });
});

const decision = (device: string, status: DeviceDecision['status'] = 'ended'): DeviceDecision => ({
  device,
  status,
  reason: 'lost',
  by: 'urn:relief:reader:coordinator-1',
  at: '2020-08-08T00:00:00.000Z',
});

describe('the register of devices', () => {
  const folder = mkdtempSync(join(tmpdir(), 'devices-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps every decision of coordinators who decide at once, and reads them again after a restart', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `D-${index}`);
    const registers = names.map(() => new DeviceRegister(new WriteOnceFolder(folder)));
    await Promise.all(names.map((name, index) => registers[index]?.decide(decision(name))));
    const read = await new DeviceRegister(new WriteOnceFolder(folder)).decisions();
    expect(read.map(({ device }) => device).sort()).toEqual(names);
  });

  it('says of a list that was changed by hand that it is damaged', async () => {
    const lists = new MemoryLists();
    await lists.write('devices/000000001.json', '[{"device":"D-1"}]');
    await expect(new DeviceRegister(lists).decisions()).rejects.toThrow('devices/000000001.json');
  });

  it('is read again by the intake within a minute, and not before', async () => {
    const lists = new MemoryLists();
    const register = new DeviceRegister(lists);
    let nowMs = 0;
    const isEnded = endedDevices(register, 60_000, () => nowMs);
    expect((await isEnded())('D-1')).toBe(false);
    await register.decide(decision('D-1'));
    const before = lists.listings;
    nowMs = 59_999;
    expect((await isEnded())('D-1')).toBe(false);
    expect(lists.listings).toBe(before);
    nowMs = 60_000;
    expect((await isEnded())('D-1')).toBe(true);
    await register.decide(decision('D-1', 'in-use'));
    nowMs = 120_000;
    expect((await isEnded())('D-1')).toBe(false);
  });
});
