/** Which devices are ended, for whoever asks with every event. */
import { statusOfDevice } from '../../domain/devices.ts';
import type { DeviceRegister } from './device-register.ts';

export type IsEnded = (device: string) => boolean;

/**
 * Reads the register again once what was read is older than `keptMs`.
 *
 * Errors: those of the register. A list that cannot be read lets nobody in: whoever sends then sends again.
 */
export function endedDevices(
  register: Pick<DeviceRegister, 'decisions'>,
  keptMs: number,
  nowMs: () => number,
): () => Promise<IsEnded> {
  let kept: { readonly isEnded: IsEnded; readonly readMs: number } | undefined;
  return async () => {
    const readMs = nowMs();
    if (kept === undefined || readMs - kept.readMs >= keptMs) {
      const decisions = await register.decisions();
      kept = { isEnded: (device) => statusOfDevice(device, decisions) === 'ended', readMs };
    }
    return kept.isEnded;
  };
}
