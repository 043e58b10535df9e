/** Ids as the contract allows them: few characters of which each is one that keys are made with, so that pairs nearly collide. */
import fc from 'fast-check';

const firsts = ['A', 'b', '0', 'hub', 'order'];
const rests = ['A', '0', ':', '.', '_', '-', ':order', 'centre:', ':0'];

const idFrom = (first: string, more: readonly string[]): string => [first, ...more].join('').slice(0, 128);

/** `[A-Za-z0-9][A-Za-z0-9._:-]{0,127}` */
export const anyId = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...firsts), fc.array(fc.constantFrom(...rests), { maxLength: 3 }))
      .map(([first, more]) => idFrom(first, more)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...firsts),
        fc.array(fc.constantFrom(...rests), { minLength: 124, maxLength: 140 }),
      )
      .map(([first, more]) => idFrom(first, more)),
  },
);

/** An id, or several with `/` between them; the parts after the first may be empty. */
export const anyShipmentId = fc
  .tuple(anyId, fc.array(fc.oneof(anyId, fc.constantFrom('', ':', '.', '-1')), { maxLength: 3 }))
  .map((parts) => parts.flat().join('/').slice(0, 512));
