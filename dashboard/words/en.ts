/** Every text of the page in English, by room; another language has the same rooms with the same keys. */
import { audits } from './en/audits.ts';
import { complaints } from './en/complaints.ts';
import { devices } from './en/devices.ts';
import { entries } from './en/entries.ts';
import { figures } from './en/figures.ts';
import { findings } from './en/findings.ts';
import { households } from './en/households.ts';
import { locations } from './en/locations.ts';
import { overview } from './en/overview.ts';
import { page } from './en/page.ts';
import { payers } from './en/payers.ts';
import { reasons } from './en/reasons.ts';
import { search } from './en/search.ts';
import { shipments } from './en/shipments.ts';
import { write } from './en/write.ts';

export const en = {
  ...page,
  ...overview,
  ...figures,
  ...shipments,
  ...locations,
  ...entries,
  ...findings,
  ...audits,
  ...reasons,
  ...households,
  ...payers,
  ...search,
  ...write,
  ...complaints,
  ...devices,
} as const;
