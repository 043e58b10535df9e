/** A write-once store in a bucket that keeps versions, and with Object Lock keeps them for good. */
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { WriteOnceStore } from './write-once.ts';

interface Version {
  readonly versionId: string;
  readonly writtenMs: number;
}

/**
 * Reads the first version of each key: whoever may write could put another over it, or a mark that it is deleted,
 * but nobody can take the first one away while the bucket's retention lasts.
 */
export class LockedBucket implements WriteOnceStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async keys(prefix: string): Promise<readonly string[]> {
    return [...(await this.#firstVersions(prefix)).keys()].sort();
  }

  async read(key: string): Promise<string | undefined> {
    const first = (await this.#firstVersions(key)).get(key);
    if (first === undefined) return undefined;
    const { Body } = await this.#client.send(
      new GetObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: first.versionId }),
    );
    return Body?.transformToString('utf-8');
  }

  async write(key: string, text: string): Promise<'written' | 'there'> {
    try {
      await this.#client.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          Body: text,
          ContentType: 'text/plain; charset=utf-8',
          // A bucket with a default retention takes no object without a checksum.
          ChecksumAlgorithm: 'SHA256',
          IfNoneMatch: '*',
        }),
      );
      return 'written';
    } catch (error) {
      // 412: the key is there; 409: another is writing it at this moment, and will have been first.
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (status === 412 || status === 409) return 'there';
      throw error;
    }
  }

  async #firstVersions(prefix: string): Promise<ReadonlyMap<string, Version>> {
    const first = new Map<string, Version>();
    let marker: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
    while (marker !== undefined) {
      const page: ListObjectVersionsCommandOutput = await this.#client.send(
        new ListObjectVersionsCommand({ Bucket: this.#bucket, Prefix: prefix, ...marker }),
      );
      for (const { Key = '', VersionId = 'null', LastModified } of page.Versions ?? []) {
        const writtenMs = LastModified?.getTime() ?? 0;
        // Versions of a key come newest first.
        if (writtenMs <= (first.get(Key)?.writtenMs ?? Number.POSITIVE_INFINITY))
          first.set(Key, { versionId: VersionId, writtenMs });
      }
      const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
      marker =
        IsTruncated === true
          ? {
              ...(NextKeyMarker !== undefined && { KeyMarker: NextKeyMarker }),
              ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }),
            }
          : undefined;
    }
    return first;
  }
}
