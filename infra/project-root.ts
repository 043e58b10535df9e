import { join } from 'node:path';

/** The folder that holds package-lock.json. */
export const projectRoot = join(import.meta.dirname, '..');
