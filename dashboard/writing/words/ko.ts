/** Every text of the forms in Korean. */
import { fields } from './ko/fields.ts';
import { files } from './ko/files.ts';
import { frame } from './ko/frame.ts';
import { kinds } from './ko/kinds.ts';
import type { FormCatalogue } from './words.ts';

export const formsInKorean: FormCatalogue = { ...frame, ...fields, ...kinds, ...files };
