import type { JSX } from 'preact';
import type { AuditAnswer } from '../../shared/contract/answers/audits.ts';
import { useWords, type Words } from '../words/words.ts';

/** What is audited, in words. */
export const thingText = ({ measure }: AuditAnswer, words: Words): string =>
  'currency' in measure ? measure.currency : words.commodity(measure.commodity);

/** A figure of an audit with its unit or currency. */
export const figureText = ({ tolerance }: AuditAnswer, figure: number, words: Words): string =>
  'currency' in tolerance ? words.money(figure, tolerance.currency) : words.quantity(figure, tolerance.unit);

/** A p-value, as everybody prints it: with ten decimals. */
export const pText = (p: number | null, words: Words): string =>
  p === null ? words.say('audit.infinite') : p.toFixed(10);

/** What the visits prove, in one sentence; or what is still to be done. */
export function Proof({ audit }: { readonly audit: AuditAnswer }): JSX.Element {
  const words = useWords();
  return <span class={audit.status === 'confirmed' ? 'good' : undefined}>{proofText(audit, words)}</span>;
}

function proofText(audit: AuditAnswer, words: Words): string {
  const { measure, tolerance, population, riskPercent, status, p, drawsIfClean, observed } = audit;
  if (status === 'confirmed') {
    const figure = 'currency' in tolerance ? tolerance.amount : tolerance.quantity;
    const filling = {
      confidence: Number((100 - riskPercent).toFixed(3)),
      tolerance: figureText(audit, figure, words),
      standing: figureText(audit, Number((population.total - population.returned).toFixed(3)), words),
    };
    return 'currency' in measure
      ? words.say('audit.proved.money', filling)
      : words.say('audit.proved.goods', {
          ...filling,
          commodity: words.commodity(measure.commodity).toLocaleLowerCase(words.locale),
        });
  }
  if (p === null) return words.say('audit.never');
  const count = drawsIfClean - observed;
  return count > 0 ? words.say('audit.notYet', { count }) : words.say('audit.further');
}
