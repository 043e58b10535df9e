import { describe, expect, it } from 'vitest';
import { deviceInUse } from '../../../shared/domain/devices.ts';
import { batch, handovers, IntakeDesk, type Token } from './desk.ts';

const anna: Token = { sub: 'anna', groups: ['coordinator'] };
const source = 'urn:relief:reader:anna:PHONE';

/** An intake that has been told that the device PHONE is ended. */
function afterTheEnd(): IntakeDesk {
  const desk = new IntakeDesk();
  desk.ended.add('PHONE');
  return desk;
}

describe('an ended device', () => {
  it('is refused in a plain sentence, and nothing of it is queued', async () => {
    const desk = afterTheEnd();
    expect(await desk.send({ body: handovers({ source }), token: anna })).toMatchObject({
      status: 403,
      body: {
        detail: 'A coordinator ended the device PHONE: nothing is taken in from it.',
        errors: [{ path: 'source', expected: deviceInUse, found: source }],
      },
    });
    expect(desk.queued).toEqual([]);
  });

  it('is refused whoever writes on it, and where nobody signs in', async () => {
    const desk = afterTheEnd();
    const bela: Token = { sub: 'bela', groups: ['coordinator'] };
    const others = handovers({ source: 'urn:relief:reader:bela:PHONE' });
    expect(await desk.send({ body: others, token: bela })).toMatchObject({ status: 403 });
    const local = handovers({ source: 'urn:relief:reader:local:PHONE' });
    expect(await desk.send({ body: local })).toMatchObject({ status: 403 });
    expect(desk.queued).toEqual([]);
  });

  it('hears of its end before anything else that is wrong', async () => {
    const desk = afterTheEnd();
    const wrong = handovers({ source }, []);
    expect(await desk.send({ body: wrong, token: anna })).toMatchObject({ status: 403 });
  });

  it('is refused alone of a batch', async () => {
    const desk = afterTheEnd();
    const tablet = 'urn:relief:reader:anna:TABLET';
    const body = [
      handovers({ source }),
      handovers({ source: tablet }),
      handovers({ source: 'urn:relief:reader:anna' }),
    ];
    const { body: answer } = await desk.send({ body, token: anna, headers: batch });
    expect(answer.items).toMatchObject([
      { status: 'refused', source, problem: { status: 403 } },
      { status: 'queued', source: tablet },
      { status: 'queued' },
    ]);
    expect(desk.queued).toHaveLength(2);
  });

  it('is let in again as soon as the list says so', async () => {
    const desk = afterTheEnd();
    desk.ended.clear();
    expect(await desk.send({ body: handovers({ source }), token: anna })).toMatchObject({ status: 202 });
  });
});

it('takes nothing in while the list of ended devices cannot be read, and says to send again', async () => {
  const logged: string[] = [];
  const desk = new IntakeDesk({
    endedDevices: () => Promise.reject(new Error('no such bucket')),
    logger: { error: (message) => logged.push(String(message)), info: () => undefined },
  });
  const answer = await desk.send({ body: handovers({ source }), token: anna });
  expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
  expect(JSON.stringify(answer.body)).not.toContain('no such bucket');
  expect(desk.queued).toEqual([]);
  expect(logged).toEqual(['the list of ended devices could not be read']);
});
