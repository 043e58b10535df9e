/** The register of devices at its address: on AWS a bucket, on one machine a folder beside the data. */
import { fileURLToPath } from 'node:url';
import { DeviceRegister, type ListStore } from '../http/devices/device-register.ts';
import { deviceListsFromEnvironment } from './environment.ts';
import { maxAttempts, requestHandler } from './request-limits.ts';

/** How long after a coordinator ended a device something of it may still be taken in. */
const longestDelayMs = 60_000;

export interface Devices {
  readonly register: DeviceRegister;
  /** How long a list may be used after it was read: a folder is read each time. */
  readonly keptMs: number;
}

export function devicesFromEnvironment(): Devices {
  const address = new URL(deviceListsFromEnvironment());
  let opened: Promise<ListStore> | undefined;
  const store = (): Promise<ListStore> => {
    opened ??= storeAt(address);
    return opened;
  };
  const register = new DeviceRegister({
    keys: async (prefix) => (await store()).keys(prefix),
    read: async (key) => (await store()).read(key),
    write: async (key, text) => (await store()).write(key, text),
  });
  return { register, keptMs: address.protocol === 'file:' ? 0 : longestDelayMs };
}

/** What opens a bucket is imported only when it is asked for, so that nothing else waits for it. */
async function storeAt(address: URL): Promise<ListStore> {
  if (address.protocol === 'file:') {
    const { WriteOnceFolder } = await import('../audit/archive/write-once.ts');
    return new WriteOnceFolder(fileURLToPath(address));
  }
  const [{ S3Client }, { LockedBucket }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('../audit/archive/locked-bucket.ts'),
  ]);
  // An AWS-compatible server has one host name for all buckets; AWS has one for each.
  const forcePathStyle = process.env['AWS_ENDPOINT_URL'] !== undefined;
  return new LockedBucket(new S3Client({ maxAttempts, requestHandler, forcePathStyle }), address.hostname);
}
