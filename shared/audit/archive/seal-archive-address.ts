/** Opens the archive of seals at its address. */

import { fileURLToPath } from 'node:url';
import { S3Client } from '@aws-sdk/client-s3';
import { LockedBucket } from './locked-bucket.ts';
import { SealArchive } from './seal-archive.ts';
import { WriteOnceFolder } from './write-once.ts';

/** `address` is `s3://<bucket>`, or the `file:` URL of a folder. Errors: throws on any other. */
export function sealArchiveAt(address: string): SealArchive {
  const { protocol, hostname } = new URL(address);
  switch (protocol) {
    case 's3:':
      return new SealArchive(new LockedBucket(s3Client(), hostname));
    case 'file:':
      return new SealArchive(new WriteOnceFolder(fileURLToPath(address)));
    default:
      throw new Error(`seals are archived at s3: or file:, not ${protocol}`);
  }
}

/** A seal of a country is some megabytes; what takes longer than this will not come. The SDK only warns unless it is told to throw. */
const requestHandler = { requestTimeout: 30_000, connectionTimeout: 5_000, throwOnRequestTimeout: true };

/** An AWS-compatible server has one host name for all buckets; AWS has one for each. */
const s3Client = (): S3Client =>
  new S3Client({
    maxAttempts: 4,
    requestHandler,
    forcePathStyle: process.env['AWS_ENDPOINT_URL'] !== undefined,
  });
