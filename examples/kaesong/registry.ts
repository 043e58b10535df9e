/**
 * The registry of Kaesong, generated: every household of every centre, the same for the same seed.
 *
 * Guarantees: the population, the number of households and the number of children are exact; only how
 * they spread over centres and households is drawn.
 */
import { type Random, seededRandom } from './random.ts';

/** People in the city proper, and in the municipality as it was before 2003. */
export const cityProperPopulation = 192_578;
export const municipalityPopulation = 308_440;
const municipalityHouseholds = 75_500;

/** Persons in a household on average, in hundredths. */
const averageSizeHundredths = 409;
const largestHousehold = 9;

/** Households by size, 1 to 9 persons, in thousandths; averages 4.1 and is then fitted to the population. */
const sizeWeights = [30, 90, 190, 330, 220, 90, 30, 15, 5];

/** Children are 23 % where adults begin at 17; ages are taken as evenly spread around that. */
export const usualAdultAge = 17;
const childrenPercentAtUsualAge = 23;

export interface CentrePlace {
  readonly locationId: string;
  readonly name: string;
}

export interface RegistryOptions {
  readonly population: number;
  readonly centres: readonly CentrePlace[];
  /** Age in years from which a person counts as an adult; 14 to 21. */
  readonly adultAge: number;
  readonly seed: string;
}

export interface Household {
  readonly householdId: string;
  readonly centreId: string;
  readonly neighbourhood: string;
  readonly adults: number;
  readonly children: number;
}

/** What one centre serves. */
export interface CentreRegistry extends CentrePlace {
  readonly households: number;
  readonly population: number;
  readonly children: number;
}

/** Households a population makes at 4.09 persons each; 75,500 for the municipality. */
function householdsIn(population: number): number {
  if (population === municipalityPopulation) return municipalityHouseholds;
  return Math.max(1, Math.round((population * 100) / averageSizeHundredths));
}

/** Children among a population; grows with the age at which adults begin. */
function childrenIn(population: number, adultAge: number): number {
  return Math.round((population * childrenPercentAtUsualAge * adultAge) / (100 * usualAdultAge));
}

/** Splits a whole number by weights: largest remainder, ties by position. */
function apportion(total: number, weights: readonly number[]): number[] {
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const exact = weights.map((weight) => (total * weight) / weightSum);
  const shares = exact.map(Math.floor);
  const missing = total - shares.reduce((sum, share) => sum + share, 0);
  exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
    .slice(0, missing)
    .forEach(({ index }) => {
      shares[index] = (shares[index] ?? 0) + 1;
    });
  return shares;
}

/** How the city spreads over its centres; a ri is about half the size of a dong. */
export function centresOf(options: RegistryOptions): CentreRegistry[] {
  const { population, centres, adultAge, seed } = options;
  if (centres.length === 0) throw new RangeError('A registry needs at least one centre');
  if (!Number.isInteger(population) || population < 20 * centres.length || population > 2_000_000) {
    throw new RangeError(
      `The population must be a whole number from ${20 * centres.length} to 2000000, not ${population}`,
    );
  }
  if (!Number.isInteger(adultAge) || adultAge < 14 || adultAge > 21) {
    throw new RangeError(`The adult age must be a whole number of years from 14 to 21, not ${adultAge}`);
  }
  const random = seededRandom(`${seed}/centres`);
  const weights = centres.map(({ name }) => (name.endsWith('-ri') ? 0.5 : 1) * (0.7 + 0.6 * random()));
  const households = apportion(householdsIn(population), weights);
  const populations = apportion(population, households);
  const children = apportion(childrenIn(population, adultAge), populations);
  return centres.map((centre, index) => ({
    ...centre,
    households: households[index] ?? 0,
    population: populations[index] ?? 0,
    children: children[index] ?? 0,
  }));
}

function drawSize(random: Random): number {
  let drawn = random() * sizeWeights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of sizeWeights.entries()) {
    drawn -= weight;
    if (drawn < 0) return index + 1;
  }
  return largestHousehold;
}

function drawChildren(size: number, random: Random): number {
  let children = 0;
  for (let person = 2; person < size; person += 1) if (random() < 0.44) children += 1;
  return children;
}

/** Changes single entries by one, chosen at random, until they add up to `total`. */
function adjust(
  values: number[],
  total: number,
  least: number,
  most: (index: number) => number,
  random: Random,
) {
  let missing = total - values.reduce((sum, value) => sum + value, 0);
  while (missing !== 0) {
    const index = Math.floor(random() * values.length);
    const step = Math.sign(missing);
    const next = (values[index] ?? 0) + step;
    if (next < least || next > most(index)) continue;
    values[index] = next;
    missing -= step;
  }
}

/** The households of one centre; made when asked for and kept nowhere. */
export function* householdsOf(centre: CentreRegistry, seed: string): Generator<Household> {
  const random = seededRandom(`${seed}/${centre.locationId}`);
  const sizes = Array.from({ length: centre.households }, () => drawSize(random));
  adjust(sizes, centre.population, 1, () => largestHousehold, random);
  const children = sizes.map((size) => drawChildren(size, random));
  adjust(children, centre.children, 0, (index) => (sizes[index] ?? 1) - 1, random);
  for (const [index, size] of sizes.entries()) {
    yield {
      householdId: `${centre.locationId}-${String(index + 1).padStart(5, '0')}`,
      centreId: centre.locationId,
      // A neighbourhood unit is a few dozen households.
      neighbourhood: `Neighbourhood unit ${Math.floor(index / 30) + 1}`,
      adults: size - (children[index] ?? 0),
      children: children[index] ?? 0,
    };
  }
}
