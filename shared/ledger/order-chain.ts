/** An order's chain: each acceptance, amendment and cancellation as one link. */
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import { type OrderTerms, type Pledge, type Ration, releaseRules, type Stipend } from '../domain/events.ts';
import type { Revision } from '../domain/order.ts';
import { unitNames } from '../domain/quantity.ts';
import { type Link, readLink } from './chain.ts';
import { objectOf, RecordFields } from './record-fields.ts';

/** A version of an order, as a link of its chain, with what identifies it. */
export interface OrderVersion extends Revision {
  readonly seq: number;
  readonly link: Link;
  readonly event: string;
  /** Digest of the event that brought it. */
  readonly digest: string;
}

/** A version before it is a link of the chain. */
export type OrderVersionContent = Omit<OrderVersion, 'seq' | 'link' | 'at'>;

export function orderVersionBody(version: OrderVersionContent): JsonObject {
  const { kind, revision, terms, reason, event, digest, covers } = version;
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

/** Reads back what {@link orderVersionBody} wrote. Errors: `DamagedRecordError` naming the field. */
export function readOrderVersion(record: JsonObject): OrderVersion {
  const fields = new RecordFields(record);
  const link = readLink(record);
  const reason = fields.optionalText('reason');
  const covers = fields.optionalTexts('covers');
  return {
    seq: link.seq,
    link,
    at: link.at,
    kind: fields.name('kind', versionKinds),
    revision: fields.count('revision'),
    event: fields.text('event'),
    digest: fields.text('digest'),
    ...(reason !== undefined && { reason }),
    ...(covers !== undefined && { covers }),
    terms: readTerms(fields.object('terms')),
  };
}

const versionKinds = ['issued', 'amended', 'cancelled'] as const satisfies readonly Revision['kind'][];

function termsRecord(terms: OrderTerms): JsonObject {
  const { rations, stipend, pledges, ...plain } = terms;
  return {
    ...plain,
    rations: rations.map(rationRecord),
    ...(stipend && {
      stipend: {
        ...stipend,
        currency: { ...stipend.currency },
        perAdultMinor: stipend.perAdultMinor.toString(),
      },
    }),
    pledges: pledges.map(({ quantity, ...pledge }) => ({
      ...pledge,
      ...(quantity !== undefined && { quantity: quantity.toString() }),
    })),
  };
}

const rationFigures = [
  'perPersonThousandths',
  'perAdultThousandths',
  'perChildThousandths',
  'perHouseholdThousandths',
  'step',
] as const;

function rationRecord(ration: Ration): JsonObject {
  const figures = rationFigures.flatMap((name) => {
    const figure = ration[name];
    return figure === undefined ? [] : [[name, figure.toString()] as const];
  });
  return { commodity: ration.commodity, unit: ration.unit, ...Object.fromEntries(figures) };
}

function readTerms(record: JsonObject): OrderTerms {
  const fields = new RecordFields(record);
  const endsOn = fields.optionalText('endsOn');
  const { centres, stipend } = record;
  return {
    title: fields.text('title'),
    issuedBy: fields.text('issuedBy'),
    referenceDate: fields.text('referenceDate'),
    startsOn: fields.text('startsOn'),
    ...(endsOn !== undefined && { endsOn }),
    centres: centres === 'all' ? 'all' : fields.texts('centres'),
    rations: fields.list('rations').map(readRation),
    ...(stipend !== undefined && { stipend: readStipend(fields.object('stipend')) }),
    pledges: fields.list('pledges').map(readPledge),
    prohibitions: fields.texts('prohibitions'),
    release: fields.name('release', releaseRules),
  };
}

function readRation(record: JsonValue): Ration {
  const fields = new RecordFields(objectOf(record, 'rations'));
  return {
    commodity: fields.text('commodity'),
    unit: fields.name('unit', unitNames),
    ...Object.fromEntries(
      rationFigures.flatMap((name) => {
        const figure = fields.optionalInteger(name);
        return figure === undefined ? [] : [[name, figure] as const];
      }),
    ),
  };
}

function readStipend(record: JsonObject): Stipend {
  const fields = new RecordFields(record);
  const currency = new RecordFields(fields.object('currency'));
  return {
    perAdultMinor: fields.integer('perAdultMinor'),
    currency: { code: currency.text('code'), decimals: currency.count('decimals') },
    funding: fields.name('funding', ['own', 'float']),
  };
}

function readPledge(record: JsonValue): Pledge {
  const fields = new RecordFields(objectOf(record, 'pledges'));
  const quantity = fields.optionalInteger('quantity');
  const unit = fields.optionalName('unit', unitNames);
  return {
    commodity: fields.text('commodity'),
    ...(quantity !== undefined && { quantity }),
    ...(unit !== undefined && { unit }),
    source: fields.text('source'),
    responsible: fields.text('responsible'),
  };
}
