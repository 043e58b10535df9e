/** Where the story takes place and who is in it: the order, the places, the goods and the people. */
import { readFileSync } from 'node:fs';
import type { Ration, ReleaseRule } from '../../shared/domain/events.ts';
import { baseQuantity, baseThousandths, thousandthsOf, type Unit } from '../../shared/domain/quantity.ts';
import { collectsAgain, collectsFirst, personsOf } from './desks.ts';
import {
  type CentrePlace,
  type CentreRegistry,
  centresOf,
  type Household,
  householdsOf,
  usualAdultAge,
} from './registry.ts';
import type { CloudEvent } from './steps.ts';
import type { UnitOf } from './supply.ts';

export interface ScenarioOptions {
  /** People to be served; spread over the centres. */
  readonly population: number;
  /** Which of the city's centres take part; all of them when left out. */
  readonly centreIds?: readonly string[];
  readonly adultAge?: number;
  readonly seed?: string;
}

interface Place {
  readonly locationId: string;
  readonly name: string;
  readonly kind: 'hub' | 'centre' | 'store';
  readonly suppliedBy?: string;
}

interface OrderedRation {
  readonly commodity: string;
  readonly quantityPerPerson: number;
  readonly unit: Unit;
}

interface Pledge {
  readonly commodity: string;
  readonly quantity?: number;
  readonly unit?: Unit;
  readonly source: string;
  readonly responsible: string;
}

interface OrderData {
  readonly orderId: string;
  readonly title: string;
  readonly rations: readonly OrderedRation[];
  readonly stipend: { readonly amountPerAdult: number; readonly currency: string };
  readonly pledges: readonly Pledge[];
  readonly release: ReleaseRule;
}

/** The people to whom something happens; all belong to the first centre, so that they are easy to look up. */
interface People {
  /** Every household of the first centre that was registered in time. */
  readonly neighbours: readonly Household[];
  /** Its receipt is written before the train has come. */
  readonly early: Household;
  /** Its receipt asks for twice its rice. */
  readonly greedy: Household;
  /** Is handed the bag of a single person. */
  readonly misled: Household;
  /** Was missed when the registry was read. */
  readonly late: Household;
  /** Is handed a bag that was another's. */
  readonly overServed: Household;
  /** Moves to another centre after the order was amended; nobody does where there is one centre. */
  readonly moved: Move | undefined;
}

export interface Move {
  readonly household: Household;
  readonly toCentreId: string;
}

export interface Setting extends People {
  readonly locationsEvent: CloudEvent;
  readonly orderEvent: CloudEvent;
  readonly order: OrderData;
  readonly rations: readonly Ration[];
  readonly places: readonly Place[];
  readonly hubId: string;
  readonly storeIds: readonly string[];
  readonly centres: readonly CentreRegistry[];
  readonly firstCentreId: string;
  readonly lastCentreId: string;
  /** Where a sheet lies in a drawer while the stock is counted, and a bag of corn is missing. */
  readonly carelessCentreId: string;
  readonly population: number;
  readonly householdCount: number;
  readonly unitOf: UnitOf;
  /** Every household registered in time, centre by centre. */
  readonly households: () => Generator<Household>;
  readonly householdsAt: (centre: CentreRegistry) => Generator<Household>;
}

/** The goods of light industry that came, in hundredths for each household. */
export const lightIndustry: readonly (readonly [commodity: string, unit: Unit, hundredths: bigint])[] = [
  ['soy sauce', 'bottle', 100n],
  ['salt', 'kg', 150n],
  ['sugar', 'kg', 50n],
  ['soap', 'bar', 200n],
  ['toothpaste', 'piece', 100n],
];

export const coal = { commodity: 'coal', tonnes: 60n } as const;

function readEvent<T>(name: string): CloudEvent & { readonly data: T } {
  const file = new URL(`events/${name}`, import.meta.url);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as CloudEvent & { readonly data: T };
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new Error(
      `The example file examples/kaesong/events/${name} ${why}; restore it from the repository`,
      { cause },
    );
  }
}

function rationOf({ commodity, quantityPerPerson, unit }: OrderedRation): Ration {
  const thousandths = thousandthsOf(String(quantityPerPerson));
  if (thousandths === undefined || baseQuantity(thousandths, unit) === undefined) {
    throw new RangeError(`A ration of ${quantityPerPerson} ${unit} is not a whole number of base units`);
  }
  return { commodity, unit, perPersonThousandths: baseThousandths(thousandths, unit) };
}

function peopleOf(
  neighbours: readonly Household[],
  centreId: string,
  otherCentreId: string | undefined,
): People {
  const [, , early, greedy] = neighbours;
  const misled = neighbours.find(
    (household) =>
      household !== early &&
      household !== greedy &&
      collectsFirst(household.householdId) === 8 &&
      personsOf(household) > 2,
  );
  if (!early || !greedy || !misled) throw new RangeError('The story needs a centre of some households');
  const late: Household = {
    householdId: `${centreId}-90001`,
    centreId,
    neighbourhood: 'Neighbourhood unit 1',
    adults: 2,
    children: 1,
  };
  const others = neighbours.filter(
    (household) =>
      ![early, greedy, misled].includes(household) && collectsFirst(household.householdId) !== undefined,
  );
  const [overServed] = others;
  if (!overServed) throw new RangeError('The story needs a centre of some households');
  const mover = others.find(
    (household) => household !== overServed && collectsAgain(household.householdId) === 14,
  );
  return {
    neighbours,
    early,
    greedy,
    misled,
    late,
    overServed,
    moved: mover && otherCentreId !== undefined ? { household: mover, toCentreId: otherCentreId } : undefined,
  };
}

/** Errors: a missing or broken example file; a `RangeError` for options out of range. */
export function settingOf(options: ScenarioOptions): Setting {
  const { population, adultAge = usualAdultAge, seed = 'kaesong-2020' } = options;
  const locationsEvent = readEvent<{ locations: readonly Place[] }>('01-locations.json');
  const orderEvent = readEvent<OrderData>('02-order.json');
  const rations = orderEvent.data.rations.map(rationOf);

  const places = locationsEvent.data.locations.filter(
    ({ kind, locationId }) => kind !== 'centre' || (options.centreIds?.includes(locationId) ?? true),
  );
  const centrePlaces: CentrePlace[] = places.filter(({ kind }) => kind === 'centre');
  const hub = places.find(({ kind }) => kind === 'hub');
  const centres = centresOf({ population, centres: centrePlaces, adultAge, seed });
  const [firstCentre, secondCentre] = centres;
  const lastCentre = centres.at(-1);
  if (!hub || !firstCentre || !lastCentre) throw new RangeError('The story needs a hub and a centre');

  const units = new Map<string, Unit>([
    ...lightIndustry.map(([commodity, unit]) => [commodity, unit] as const),
    [coal.commodity, 't'],
    ...rations.map(({ commodity, unit }) => [commodity, unit] as const),
  ]);
  const householdsAt = (centre: CentreRegistry): Generator<Household> => householdsOf(centre, seed);
  return {
    ...peopleOf([...householdsAt(firstCentre)], firstCentre.locationId, secondCentre?.locationId),
    locationsEvent,
    orderEvent,
    order: orderEvent.data,
    rations,
    places,
    hubId: hub.locationId,
    storeIds: places.filter(({ kind }) => kind === 'store').map(({ locationId }) => locationId),
    centres,
    firstCentreId: firstCentre.locationId,
    lastCentreId: lastCentre.locationId,
    carelessCentreId: (secondCentre ?? firstCentre).locationId,
    population,
    householdCount: centres.reduce((sum, centre) => sum + centre.households, 0),
    unitOf: (commodity) => units.get(commodity) ?? 'piece',
    households: function* () {
      for (const centre of centres) yield* householdsAt(centre);
    },
    householdsAt,
  };
}
