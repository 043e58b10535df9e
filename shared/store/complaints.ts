/** Complaints with their answers, and the lists of them. */
import {
  type Complaint,
  type ComplaintAnswer,
  complaintKey,
  complaintListSubject,
  complaintSubject,
  complaintsOfSubject,
  type ListedComplaint,
  readAnswer,
  readComplaint,
  readListing,
} from '../ledger/complaints.ts';
import { readStored } from '../ledger/record-fields.ts';
import { keyText, type Tables } from './tables.ts';

/** A complaint with all answers to it, in the order of their recording. */
export interface AnsweredComplaint {
  readonly complaint: Complaint;
  readonly answers: readonly ComplaintAnswer[];
}

/** A complaint in a list, and whether it was answered. */
export interface ComplaintInList extends ListedComplaint {
  readonly isAnswered: boolean;
}

export class Complaints {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L41: a complaint with its answers; `undefined` where there is none. */
  async get(complaintId: string): Promise<AnsweredComplaint | undefined> {
    const [first, ...rest] = await this.#tables.all('ledgers', complaintSubject(complaintId));
    if (first === undefined) return undefined;
    return {
      complaint: readStored(first, readComplaint),
      answers: rest.map((stored) => readStored(stored, readAnswer)),
    };
  }

  /** L41: some complaints, in their order: one batch of reads, and one read more for each that was answered. */
  async whole(listed: readonly ComplaintInList[]): Promise<readonly AnsweredComplaint[]> {
    const unanswered = listed.filter(({ isAnswered }) => !isAnswered);
    const keyOf = ({ complaintId }: ListedComplaint) => complaintKey(complaintId, 1);
    const found = await this.#tables.getAll('ledgers', unanswered.map(keyOf));
    const all = await Promise.all(
      listed.map(async (one): Promise<AnsweredComplaint | undefined> => {
        if (one.isAnswered) return this.get(one.complaintId);
        const stored = found.get(keyText(keyOf(one)));
        return stored && { complaint: readStored(stored, readComplaint), answers: [] };
      }),
    );
    return all.flatMap((one) => one ?? []);
  }

  /** L44, L41: the complaints that name a household. */
  async ofHousehold(householdId: string): Promise<readonly AnsweredComplaint[]> {
    const items = await this.#tables.all('ledgers', complaintsOfSubject(householdId));
    const found = await Promise.all(items.map(({ item }) => this.get(item)));
    return found.flatMap((one) => one ?? []);
  }

  /** L42: the complaints of an order, or of none for `''`, by the day an answer is due on. */
  async ofOrder(orderId: string): Promise<readonly ComplaintInList[]> {
    const [raised, answered] = await Promise.all([
      this.#tables.all('ledgers', complaintListSubject('raised', orderId)),
      this.#tables.all('ledgers', complaintListSubject('answered', orderId)),
    ]);
    const isAnswered = new Set(answered.map(({ item }) => item));
    return raised.map((stored) => ({
      ...readStored(stored, (record) => readListing(stored.item, record)),
      isAnswered: isAnswered.has(stored.item),
    }));
  }
}
