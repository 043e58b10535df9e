import { describe, expect, it } from 'vitest';
import {
  centresOf,
  cityProperPopulation,
  type Household,
  householdsOf,
  municipalityPopulation,
  type RegistryOptions,
} from '../../examples/kaesong/registry.ts';
import { kaesongScenario } from '../../examples/kaesong/scenario.ts';

const cityCentres = kaesongScenario({ population: cityProperPopulation }).centres;

const registry = (changes: Partial<RegistryOptions> = {}): Household[] => {
  const options = {
    population: cityProperPopulation,
    centres: cityCentres,
    adultAge: 17,
    seed: 'a',
    ...changes,
  };
  return centresOf(options).flatMap((centre) => [...householdsOf(centre, options.seed)]);
};

const persons = (households: readonly Household[]): number =>
  households.reduce((sum, household) => sum + household.adults + household.children, 0);
const children = (households: readonly Household[]): number =>
  households.reduce((sum, household) => sum + household.children, 0);

describe('the generated registry of Kaesong', () => {
  it.each([
    ['the city proper', cityProperPopulation, 47_085],
    ['the municipality', municipalityPopulation, 75_500],
    ['one district', 8_180, 2_000],
  ])('has exactly the people and households of %s', (_, population, households) => {
    const generated = registry({ population });
    expect(persons(generated)).toBe(population);
    expect(generated).toHaveLength(households);
    expect(persons(generated) / generated.length).toBeGreaterThan(4.08);
    expect(persons(generated) / generated.length).toBeLessThan(4.1);
  });

  it('has 23 % children where adults begin at 17, and more where they begin later', () => {
    const share = (adultAge: number): number => children(registry({ adultAge })) / cityProperPopulation;
    expect(share(17)).toBeGreaterThan(0.225);
    expect(share(17)).toBeLessThan(0.235);
    expect(share(18)).toBeGreaterThan(share(17));
    expect(share(16)).toBeLessThan(share(17));
  });

  it('gives every household at least one adult and an id of its own', () => {
    const generated = registry();
    expect(generated.every(({ adults }) => adults >= 1)).toBe(true);
    expect(new Set(generated.map(({ householdId }) => householdId)).size).toBe(generated.length);
  });

  it('is the same, byte for byte, for the same seed, and another for another', () => {
    const population = 8_180;
    expect(JSON.stringify(registry({ population }))).toBe(JSON.stringify(registry({ population })));
    expect(JSON.stringify(registry({ population, seed: 'b' }))).not.toBe(
      JSON.stringify(registry({ population })),
    );
  });

  it.each([
    [{ population: 100 }, 'The population must be a whole number from 580 to 2000000, not 100'],
    [{ adultAge: 30 }, 'The adult age must be a whole number of years from 14 to 21, not 30'],
  ])('refuses %j', (changes, message) => {
    expect(() => registry(changes)).toThrow(new RangeError(message));
  });
});
