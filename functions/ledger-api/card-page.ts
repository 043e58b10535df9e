/** The page of a card, as it lies beside the function's bundle. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { cardPagePolicy } from '../../shared/http/cards/card-page.ts';
import { cardPageFile } from '../../shared/runtime/environment-names.ts';
import type { CardPage } from './open-routes.ts';

/** Reads the page once, when it is first asked for. */
export function bundledCardPage(directory: string): () => Promise<CardPage> {
  let known: Promise<CardPage> | undefined;
  return () => {
    known ??= read(join(directory, cardPageFile));
    return known;
  };
}

async function read(file: string): Promise<CardPage> {
  const gzip = await readFile(file);
  return { gzip, contentSecurityPolicy: cardPagePolicy(gunzipSync(gzip).toString('utf8')) };
}
