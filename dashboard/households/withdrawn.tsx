import type { JSX } from 'preact';
import type { HouseholdAnswer } from '../../shared/contract/answers/households.ts';
import { dateText } from '../figures/instants.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords } from '../words/words.ts';

interface WithdrawnProps {
  readonly orderId: string;
  readonly withdrawn: NonNullable<HouseholdAnswer['withdrawn']>;
}

/** That a household was taken off the registry, and why. */
export function Withdrawn({ orderId, withdrawn }: WithdrawnProps): JSX.Element {
  const words = useWords();
  const { effectiveFrom, reason, into } = withdrawn;
  return (
    <p class="notice">
      {words.say('household.withdrawn', {
        date: dateText(words.locale, effectiveFrom),
        reason: words.say(`withdrawal.${reason}`),
      })}{' '}
      {into !== undefined && (
        <>
          {words.say('household.withdrawn.into')} <PlaceLink orderId={orderId} view="households" id={into} />.{' '}
        </>
      )}
      {words.say('household.withdrawn.why')}
    </p>
  );
}
