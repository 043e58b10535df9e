/** Every text of the forms in English; another language has the same keys. */
import { fields } from './en/fields.ts';
import { files } from './en/files.ts';
import { frame } from './en/frame.ts';
import { kinds } from './en/kinds.ts';

export const formsInEnglish = { ...frame, ...fields, ...kinds, ...files } as const;
