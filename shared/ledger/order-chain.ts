/** An order's chain: each acceptance, amendment and cancellation as one link. */
import type { JsonValue } from '../domain/canonical.ts';
import type { OrderTerms, Pledge, Ration, ReleaseRule, Stipend } from '../domain/events.ts';
import type { Revision } from '../domain/order.ts';
import type { Unit } from '../domain/quantity.ts';
import type { JsonObject, Link, LinkRecord } from './chain.ts';

/** A step of an order's chain, with what identifies it. */
export interface OrderVersion extends Revision {
  readonly seq: number;
  readonly link: Link;
  readonly event: string;
  /** Digest of the event that brought it. */
  readonly digest: string;
}

/** A step before it has its place in the chain. */
export type OrderVersionContent = Omit<OrderVersion, 'seq' | 'link' | 'at'>;

export function orderVersionBody(step: OrderVersionContent): JsonObject {
  const { kind, revision, terms, reason, event, digest, covers } = step;
  return {
    kind,
    revision,
    event,
    digest,
    ...(reason !== undefined && { reason }),
    ...(covers !== undefined && { covers }),
    terms: termsRecord(terms),
  };
}

/** Reads a step back. Source: the record is hashed, so its shape is what {@link orderVersionBody} wrote. */
export function readOrderVersion(record: LinkRecord): OrderVersion {
  const { kind, revision, reason, event, digest, terms, covers } = record as unknown as StepRecord;
  return {
    seq: record.seq,
    link: record,
    at: record.at,
    kind,
    revision,
    event,
    digest,
    ...(reason !== undefined && { reason }),
    ...(covers !== undefined && { covers }),
    terms: readTerms(terms),
  };
}

interface StepRecord {
  readonly kind: Revision['kind'];
  readonly revision: number;
  readonly reason?: string;
  readonly event: string;
  readonly digest: string;
  readonly covers?: readonly string[];
  readonly terms: TermsRecord;
}

type Stored<T> = { readonly [K in keyof T]: T[K] extends bigint ? string : T[K] };

interface TermsRecord extends Omit<OrderTerms, 'rations' | 'stipend' | 'pledges' | 'release'> {
  readonly release: ReleaseRule;
  readonly rations: readonly Stored<Ration>[];
  readonly stipend?: Stored<Stipend>;
  readonly pledges: readonly (Omit<Pledge, 'quantity' | 'unit'> & { quantity?: string; unit?: Unit })[];
}

function termsRecord(terms: OrderTerms): JsonValue {
  const { rations, stipend, pledges, ...plain } = terms;
  const record = {
    ...plain,
    rations: rations.map((ration) => ({
      ...ration,
      perPersonThousandths: ration.perPersonThousandths.toString(),
    })),
    ...(stipend && { stipend: { ...stipend, perAdultMinor: stipend.perAdultMinor.toString() } }),
    pledges: pledges.map(({ quantity, ...pledge }) => ({
      ...pledge,
      ...(quantity !== undefined && { quantity: quantity.toString() }),
    })),
  };
  return record as unknown as JsonValue;
}

function readTerms(record: TermsRecord): OrderTerms {
  const { rations, stipend, pledges, ...plain } = record;
  return {
    ...plain,
    rations: rations.map((ration) => ({
      ...ration,
      perPersonThousandths: BigInt(ration.perPersonThousandths),
    })),
    ...(stipend && { stipend: { ...stipend, perAdultMinor: BigInt(stipend.perAdultMinor) } }),
    pledges: pledges.map(({ quantity, ...pledge }) => ({
      ...pledge,
      ...(quantity !== undefined && { quantity: BigInt(quantity) }),
    })),
  };
}
