/** What households receive, bring back, or did not come for. */
import type { HouseholdAnswer } from '../../../shared/contract/answers/households.ts';
import type { OrderAnswer } from '../../../shared/contract/answers/orders.ts';
import { missedReasons } from '../../../shared/domain/events.ts';
import { decimal } from '../../../shared/domain/quantity.ts';
import { householdPath } from '../../api/paths.ts';
import { thousandths } from '../../figures/exact.ts';
import { correctionInRow } from '../model/corrections.ts';
import { choices, happenedAt, inData, inRow, listIn } from '../model/fields.ts';
import { type Beginning, type FormKind, partsOf } from '../model/form.ts';
import { textIn, type Values } from '../model/values.ts';
import { receiptLines } from './lines.ts';

const centre = inData('centreId', 'place', 'field.centre', { isOwn: true, kinds: ['centre'] });
const order = inData('orderId', 'order', 'field.order');
const household = inRow('householdId', 'text', 'field.householdId');

const seeCentre: FormKind['see'] = (values) => ({ view: 'locations', id: textIn(values, 'centreId') });

const centreOf = ({ of, reader }: Beginning): string =>
  partsOf({ of })[0] || (reader.locations.find(({ kind }) => kind === 'centre')?.locationId ?? '');

/** What a household may draw now: as the distribution list has it, by whole steps while less than all is released. */
function dueLines(answer: HouseholdAnswer, of: OrderAnswer | undefined): readonly Values[] {
  const own = answer.orders.find(({ orderId }) => orderId === of?.orderId);
  return (own?.entitlements ?? []).flatMap(({ commodity, unit = '', entitled, released, received }) => {
    const step = of?.rations.find((ration) => ration.commodity === commodity)?.step;
    const due = thousandths(released) - thousandths(received);
    const isWeighed = step !== undefined && released < entitled;
    const given = isWeighed ? due - (due % thousandths(step)) : due;
    return given <= 0n ? [] : [{ commodity, unit, quantity: String(decimal(given, 1_000n)) }];
  });
}

async function receiptFor({ api, of, order: ofOrder, number }: Beginning): Promise<Values> {
  const [, householdId] = partsOf({ of });
  const receiptId = number('R');
  if (householdId === undefined) return { receiptId, lines: [{}] };
  const lines = dueLines(await api.one<HouseholdAnswer>(householdPath(householdId)), ofOrder);
  return { receiptId, householdId, lines: lines.length === 0 ? [{}] : lines };
}

export const handover: FormKind = {
  type: 'relief.handovers.made.v1',
  title: 'form.handover',
  about: 'form.handover.about',
  fields: [
    centre,
    order,
    happenedAt,
    listIn(
      'receipts',
      'field.receipts',
      ['row.receipt', 'add.receipt'],
      [
        inRow('receiptId', 'text', 'field.receiptId', { help: 'help.number' }),
        household,
        inRow('collectedBy', 'text', 'field.collectedBy', { isOptional: true, help: 'help.collectedBy' }),
        inRow('overIssue', 'long', 'field.overIssue', {
          at: ['overIssue', 'reason'],
          isOptional: true,
          help: 'help.overIssue',
          isCoordinators: true,
        }),
        receiptLines,
        correctionInRow,
      ],
      { numbered: ['receiptId', 'R'] },
    ),
  ],
  begin: async (beginning) => ({
    centreId: centreOf(beginning),
    orderId: beginning.orderId ?? '',
    time: beginning.now,
    receipts: [await receiptFor(beginning)],
  }),
  see: seeCentre,
};

export const returned: FormKind = {
  type: 'relief.handovers.returned.v1',
  title: 'form.return',
  about: 'form.return.about',
  fields: [
    centre,
    order,
    happenedAt,
    listIn(
      'receipts',
      'field.returns',
      ['row.return', 'add.return'],
      [
        inRow('receiptId', 'text', 'field.returnId', { help: 'help.number' }),
        inRow('reverses', 'text', 'field.reversesReceipt'),
        household,
        inRow('reason', 'long', 'field.reason'),
        correctionInRow,
      ],
      { numbered: ['receiptId', 'B'] },
    ),
  ],
  begin(beginning) {
    const [, householdId = '', reverses = ''] = partsOf(beginning);
    return {
      centreId: centreOf(beginning),
      orderId: beginning.orderId ?? '',
      time: beginning.now,
      receipts: [{ receiptId: beginning.number('B'), reverses, householdId, reason: '' }],
    };
  },
  see: seeCentre,
};

export const missed: FormKind = {
  type: 'relief.handovers.missed.v1',
  title: 'form.missed',
  about: 'form.missed.about',
  fields: [
    centre,
    order,
    happenedAt,
    listIn(
      'households',
      'field.households',
      ['row.household', 'add.household'],
      [
        household,
        inRow('reason', 'choice', 'field.reason', choices('missed', missedReasons)),
        inRow('note', 'long', 'field.note', { isOptional: true }),
      ],
    ),
  ],
  begin(beginning) {
    const [, householdId = ''] = partsOf(beginning);
    return {
      centreId: centreOf(beginning),
      orderId: beginning.orderId ?? '',
      time: beginning.now,
      households: [{ householdId }],
    };
  },
  see: (values) => ({ view: 'not-served', id: textIn(values, 'centreId') }),
};
