/** Draws of an audit: which unit of its population each draw takes, by a seed that was rolled in public. */
import { hash } from 'node:crypto';

/**
 * The unit that a draw takes. Law: SHA-256 of `<seed>,<draw>` as an unsigned integer, modulo the total; so anyone can
 * repeat it. Units: base or minor units.
 */
export const drawnUnit = (seed: string, draw: number, total: bigint): bigint =>
  BigInt(`0x${hash('sha256', `${seed},${draw}`)}`) % total;
