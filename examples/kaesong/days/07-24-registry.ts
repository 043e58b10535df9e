import { event } from '../documents.ts';
import type { CloudEvent, Day } from '../steps.ts';
import type { Story } from '../story.ts';

const householdsPerRegistration = 500;

function* registrations({ setting, documents }: Story): Generator<CloudEvent> {
  for (const centre of setting.centres) {
    const rows = [...setting.householdsAt(centre)];
    for (let from = 0; from < rows.length; from += householdsPerRegistration) {
      const part = from / householdsPerRegistration + 1;
      yield documents.registration(
        `registry-${centre.locationId}-${part}`,
        '2020-07-24T20:00:00+09:00',
        centre.locationId,
        rows.slice(from, from + householdsPerRegistration),
      );
    }
  }
}

/** The first, the middle and the last household of every centre. */
const someHouseholds = ({ centres, householdsAt }: Story['setting']): string[] =>
  centres.flatMap((centre) => {
    const ids = [...householdsAt(centre)].map(({ householdId }) => householdId);
    return [ids[0], ids[Math.floor(ids.length / 2)], ids.at(-1)].filter((id) => id !== undefined);
  });

export const registryOfJuly = (story: Story): Day => {
  const { places, locationsEvent } = story.setting;
  const { source, id, type, time } = locationsEvent;
  return {
    title: '24 July 2020 · the registry as the city is sealed off',
    steps: [
      {
        name: 'locations',
        title: 'locations',
        events: () => [event(source, id, type, time, { locations: places })],
        settlement: { kind: 'locations', locationIds: places.map(({ locationId }) => locationId) },
      },
      {
        name: 'registry',
        title: 'households',
        events: () => registrations(story),
        settlement: { kind: 'households', householdIds: someHouseholds(story.setting) },
      },
    ],
  };
};
