/** Every text of the page in Korean. */
import type { Catalogue } from './catalogue.ts';
import { audits } from './ko/audits.ts';
import { complaints } from './ko/complaints.ts';
import { devices } from './ko/devices.ts';
import { entries } from './ko/entries.ts';
import { figures } from './ko/figures.ts';
import { findings } from './ko/findings.ts';
import { households } from './ko/households.ts';
import { locations } from './ko/locations.ts';
import { overview } from './ko/overview.ts';
import { page } from './ko/page.ts';
import { payers } from './ko/payers.ts';
import { reasons } from './ko/reasons.ts';
import { search } from './ko/search.ts';
import { shipments } from './ko/shipments.ts';
import { write } from './ko/write.ts';

export const ko: Catalogue = {
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
};
