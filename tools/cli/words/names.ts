/** What the books call by a name of their own, in the language: the words of the page. English shows the name itself. */
import type { Unit } from '../../../shared/domain/quantity.ts';
import { room } from './words.ts';

const words = room({}, async () => {
  const [findings, reasons, page, shipments, locations, figures, households, search, audits] =
    await Promise.all([
      import('../../../dashboard/words/ko/findings.ts'),
      import('../../../dashboard/words/ko/reasons.ts'),
      import('../../../dashboard/words/ko/page.ts'),
      import('../../../dashboard/words/ko/shipments.ts'),
      import('../../../dashboard/words/ko/locations.ts'),
      import('../../../dashboard/words/ko/figures.ts'),
      import('../../../dashboard/words/ko/households.ts'),
      import('../../../dashboard/words/ko/search.ts'),
      import('../../../dashboard/words/ko/audits.ts'),
    ]);
  return {
    ...findings.findings,
    ...reasons.reasons,
    ...page.page,
    ...shipments.shipments,
    ...locations.locations,
    ...figures.figures,
    ...households.households,
    ...search.search,
    ...audits.audits,
  };
});

type Kind =
  | 'anomaly'
  | 'commodity'
  | 'exceptions.title'
  | 'fact'
  | 'kind'
  | 'missed'
  | 'order.status'
  | 'reason'
  | 'search.kind'
  | 'search.status'
  | 'state'
  | 'status'
  | 'unit'
  | 'audits'
  | 'withdrawal';

export const named = (kind: Kind, name: string): string =>
  words.named(`${kind}.${name.replaceAll(' ', '-')}`, name);

export const unitName = (unit: Unit): string => named('unit', unit);
