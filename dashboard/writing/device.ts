/** Names that are made once on a device: its own, those of events, and the numbers of new documents. */
import { sourceOfSubject } from '../../shared/domain/devices.ts';

/** No letter or digit that is read as another. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return [...bytes].map((byte) => alphabet[byte % alphabet.length]).join('');
}

export const newEventId = (): string => `page-${randomText(24)}`;

/** Such as `K-20200808-7QF3M`: a prefix, the day, and what tells it from all others of the day. */
export const newNumber = (prefix: string, day: string): string =>
  `${prefix}-${day.replaceAll('-', '')}-${randomText(5)}`;

/** The number of a receipt that a desk makes without asking anybody: the device, the day, and what tells it from the others. */
export const newReceiptNumber = (source: string, day: string): string =>
  `${deviceOf(source)}-${day.slice(2).replaceAll('-', '')}-${randomText(6)}`;

/** The device that an event of a source was written on. */
export const deviceOf = (source: string): string => source.split(':').at(-1) ?? source;

const storedAs = 'relief-ledger.device';

/** The name of this browser among those that one person writes with. */
function deviceName(): string {
  try {
    const known = localStorage.getItem(storedAs);
    if (known !== null) return known;
    const made = randomText(8);
    localStorage.setItem(storedAs, made);
    return made;
  } catch {
    return randomText(8);
  }
}

/**
 * Who the events of a file are from: the reader, whatever the device, so that a file that is sent from two devices, or from a
 * command line, is the same.
 */
export const sourceOfFiles = (subject: string | undefined): string =>
  subject === undefined ? 'urn:relief:import' : sourceOfSubject(subject);

/** Who an event of this page is from. Source: the contract, *Sending*. */
export const sourceOf = (subject: string | undefined): string =>
  `${sourceOfSubject(subject ?? 'local')}:${deviceName()}`;
