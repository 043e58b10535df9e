import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedBucket } from '../../shared/audit/archive/locked-bucket.ts';
import { WriteOnceFolder, type WriteOnceStore } from '../../shared/audit/archive/write-once.ts';

/** As much of a bucket with Object Lock as is asked of it: versions, pages of two, and If-None-Match. */
class Bucket {
  readonly versions: { Key: string; VersionId: string; LastModified: Date; text: string }[] = [];
  readonly inputs: Record<string, unknown>[] = [];

  readonly client = {
    send: async (command: { input: Record<string, string>; constructor: { name: string } }) => {
      const { input } = command;
      this.inputs.push(input);
      switch (command.constructor.name) {
        case 'PutObjectCommand':
          return this.#put(input);
        case 'GetObjectCommand':
          return { Body: { transformToString: async () => this.#version(input['VersionId'] ?? '')?.text } };
        default:
          return this.#list(input);
      }
    },
  } as unknown as S3Client;

  /** What anyone with the right to write may do: a version over the first. */
  overwrite(Key: string, text: string): void {
    const LastModified = new Date(1_600_000_000_000 + this.versions.length * 1_000);
    this.versions.push({ Key, VersionId: `v${this.versions.length}`, LastModified, text });
  }

  #put({ Key = '', Body = '', IfNoneMatch }: Record<string, string>) {
    if (IfNoneMatch === '*' && this.versions.some((version) => version.Key === Key)) {
      throw new S3ServiceException({
        name: 'PreconditionFailed',
        $fault: 'client',
        $metadata: { httpStatusCode: 412 },
      });
    }
    this.overwrite(Key, Body);
    return {};
  }

  #version(id: string) {
    return this.versions.find(({ VersionId }) => VersionId === id);
  }

  #list({ Prefix = '', KeyMarker, VersionIdMarker }: Record<string, string>) {
    const all = this.versions
      .filter(({ Key }) => Key.startsWith(Prefix))
      .sort((a, b) =>
        a.Key < b.Key ? -1 : a.Key > b.Key ? 1 : b.LastModified.getTime() - a.LastModified.getTime(),
      );
    const from =
      all.findIndex(({ Key, VersionId }) => Key === KeyMarker && VersionId === VersionIdMarker) + 1;
    const page = all.slice(from, from + 2);
    const last = page.at(-1);
    return {
      Versions: page,
      IsTruncated: from + 2 < all.length,
      NextKeyMarker: last?.Key,
      NextVersionIdMarker: last?.VersionId,
    };
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relief-write-once-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each<readonly [string, () => WriteOnceStore]>([
  ['a folder', () => new WriteOnceFolder(folder)],
  ['a bucket', () => new LockedBucket(new Bucket().client, 'seals')],
])('%s that is written once', (_what, open) => {
  it('keeps what was first written under a key', async () => {
    const store = open();
    expect(await store.read('seals/1.json')).toBeUndefined();
    expect(await store.write('seals/1.json', 'first, é')).toBe('written');
    expect(await store.write('seals/1.json', 'second')).toBe('there');
    expect(await store.read('seals/1.json')).toBe('first, é');
  });

  it('lists the keys of a prefix in order, however many', async () => {
    const store = open();
    expect(await store.keys('seals/')).toEqual([]);
    for (const key of ['seals/3', 'seals/1', 'tails/1', 'seals/2']) await store.write(key, key);
    expect(await store.keys('seals/')).toEqual(['seals/1', 'seals/2', 'seals/3']);
  });

  it('lets one of many writers be the first', async () => {
    const store = open();
    const written = await Promise.all(
      Array.from({ length: 8 }, (_, each) => store.write('seals/1', `${each}`)),
    );
    expect(written.filter((one) => one === 'written')).toHaveLength(1);
    expect(await store.read('seals/1')).toBe(`${written.indexOf('written')}`);
  });
});

it('a folder keeps no half of a file, and none that it did not finish', async () => {
  const store = new WriteOnceFolder(folder);
  await store.write('seals/1', 'x');
  await store.write('seals/1', 'y');
  expect(readdirSync(join(folder, 'seals'))).toEqual(['1']);
});

it('a bucket answers the first version of a key, whatever was put over it', async () => {
  const bucket = new Bucket();
  const store = new LockedBucket(bucket.client, 'seals');
  await store.write('seals/1', 'first');
  for (const text of ['second', 'third', 'fourth']) bucket.overwrite('seals/1', text);
  expect(await store.read('seals/1')).toBe('first');
  expect(await store.keys('seals/')).toEqual(['seals/1']);
  expect(bucket.inputs[0]).toMatchObject({ IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' });
});
