import { describe, expect, it } from 'vitest';
import { deviceIn, isDeviceName, sourceOfSubject, statusOfDevice } from '../../shared/domain/devices.ts';

describe('the device of an event', () => {
  it.each([
    ['urn:relief:reader:somebody:QH7K2M9P', 'QH7K2M9P'],
    ['urn:relief:reader:somebody:desk:07', 'desk:07'],
    [`${sourceOfSubject('a:b')}:QH7K2M9P`, 'QH7K2M9P'],
    ['urn:relief:reader:somebody', undefined],
    ['urn:relief:reader:somebody:', undefined],
    ['urn:relief:reader:somebody:not a name', undefined],
    ['urn:relief:reader:somebody:-first', undefined],
    ['urn:relief:reader:somebody:QH7K2M9P\n', undefined],
    [`urn:relief:reader:somebody:${'D'.repeat(129)}`, undefined],
    ['x urn:relief:reader:somebody:QH7K2M9P', undefined],
    ['urn:test:desk', undefined],
  ])('of %j is %j', (source, device) => {
    expect(deviceIn(source)).toBe(device);
  });

  it('has a name of at most 128 characters', () => {
    expect(['D'.repeat(128), 'D'.repeat(129), ''].map(isDeviceName)).toEqual([true, false, false]);
  });
});

describe('a device', () => {
  const decided = (device: string, status: 'in-use' | 'ended') => ({
    device,
    status,
    reason: 'lost',
    by: 'urn:relief:reader:coordinator',
    at: '2020-08-10T00:00:00.000Z',
  });

  it('is in use while nothing was decided of it, and then what was decided last', () => {
    expect(statusOfDevice('D-1', [])).toBe('in-use');
    expect(statusOfDevice('D-1', [decided('D-1', 'ended'), decided('D-2', 'in-use')])).toBe('ended');
    expect(statusOfDevice('D-1', [decided('D-1', 'ended'), decided('D-1', 'in-use')])).toBe('in-use');
  });
});
