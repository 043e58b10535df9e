import { collectsFirst } from '../desks.ts';
import { at, distributionOffice, event, payerOffice } from '../documents.ts';
import { coal } from '../setting.ts';
import type { CloudEvent, Day, Step } from '../steps.ts';
import type { Story } from '../story.ts';

function resentReceipt({ setting, documents, handovers, settlements }: Story): Step {
  const { centres, householdsAt, misled, lastCentreId } = setting;
  const lastCentre = centres.filter(({ locationId }) => locationId === lastCentreId);
  const resent = lastCentre
    .flatMap((centre) => [...householdsAt(centre)])
    .find(({ householdId }) => householdId !== misled.householdId && collectsFirst(householdId) === 8);
  return {
    name: 'resent-receipt',
    title: 'a receipt sent twice more changes nothing',
    events: () =>
      resent === undefined
        ? []
        : [1, 2].map((copy) =>
            documents.sheet(`sheet-2020-08-09-resent-${copy}`, at(9, '18:00'), resent.centreId, [
              handovers.firstReceipt(resent),
            ]),
          ),
    settlement: settlements.afterNinth,
  };
}

function bagBroughtBack({ setting, documents, handovers, settlements }: Story): Step {
  const { firstCentreId, misled, order } = setting;
  const { wrongBag: wrong, rightBag } = handovers;
  const returned = (): CloudEvent =>
    event(
      distributionOffice,
      `return-2020-08-09-${firstCentreId}`,
      'relief.handovers.returned.v1',
      at(9, '18:30'),
      {
        centreId: firstCentreId,
        orderId: order.orderId,
        receipts: [
          {
            receiptId: `${wrong.receiptId}-back`,
            reverses: wrong.receiptId,
            householdId: misled.householdId,
            reason: 'wrong bag: packed for one person',
          },
        ],
      },
    );
  return {
    name: 'wrong-bag',
    title: 'a household brings back the wrong bag and gets the right one',
    events: () => [
      returned(),
      documents.sheet(`sheet-2020-08-09-${firstCentreId}-right-bag`, at(9, '18:40'), firstCentreId, [
        rightBag,
      ]),
    ],
    settlement: settlements.afterWrongBag,
  };
}

function paymentReversed({ setting, payments }: Story): Step {
  const { mispaid, mispaidBy, paidAnew, settledUpTo } = payments;
  const reversal = (): CloudEvent =>
    event(
      payerOffice(mispaidBy),
      `reversal-2020-08-09-${mispaidBy}`,
      'relief.payments.reversed.v1',
      at(9, '17:00'),
      {
        payerId: mispaidBy,
        orderId: setting.order.orderId,
        payments: [
          {
            paymentId: `P-${mispaid.householdId}-1-back`,
            reverses: `P-${mispaid.householdId}-1`,
            householdId: mispaid.householdId,
            reason: 'paid to another household of the same name',
          },
        ],
      },
    );
  return {
    name: 'payment-reversed',
    title: 'a payment to the wrong hands is reversed',
    events: () => [reversal()],
    settlement: settledUpTo([8, 9], { payments: -1, paid: -paidAnew.amount }),
  };
}

const coalTypedWrongly = ({ documents, goods }: Pick<Story, 'documents' | 'goods'>): CloudEvent =>
  documents.arrival(goods.coalTypedWrongly, at(9, '11:00'));

function typingErrorTakenBack({ setting, documents, goods }: Story): Step {
  const { shipmentId } = goods.coal;
  const wrong = coalTypedWrongly({ documents, goods });
  return {
    name: 'coal-put-right',
    title: 'the clerk takes that arrival back and types it anew: 60 t are on hand',
    events: () => [
      documents.takingBack(wrong, at(9, '12:30'), 'typed 600 t for 60'),
      documents.arrival(goods.coal, at(9, '11:00'), `arrival-${shipmentId}-put-right`),
    ],
    voided: wrong,
    settlement: { kind: 'stock', locationId: setting.hubId, onHand: goods.coal.received },
  };
}

function otherGoodsCome({ setting, documents, goods }: Story): Step {
  const pledgeSource = (commodity: string): string =>
    setting.order.pledges.find((pledge) => pledge.commodity === commodity)?.source ?? commodity;
  return {
    name: 'coal-and-light-industry',
    title: 'coal and goods of light industry come to the station, whose clerk types 600 t of coal for 60',
    events: () => [
      documents.dispatch({ source: pledgeSource(coal.commodity) }, goods.coal, at(8, '05:00'), 'Coal train'),
      documents.dispatch(
        { source: pledgeSource('soap') },
        goods.lightIndustry,
        at(8, '06:00'),
        'Goods train',
      ),
      coalTypedWrongly({ documents, goods }),
      documents.arrival(goods.lightIndustry, at(9, '12:00')),
    ],
    settlement: {
      kind: 'shipments',
      shipmentIds: [goods.coal.shipmentId, goods.lightIndustry.shipmentId],
      arrived: true,
    },
  };
}

export const wrongBag = (story: Story): Day => {
  const { documents, handovers, settlements, payments } = story;
  return {
    title:
      '9 August 2020 · the rest of the sheets; a wrong bag, a wrong payment and a wrong figure; coal, soap and salt',
    steps: [
      {
        name: 'handovers-08-09',
        title: 'handover sheets',
        events: () => documents.sheets(9, handovers.receipts(9)),
        settlement: settlements.afterNinth,
      },
      resentReceipt(story),
      bagBroughtBack(story),
      {
        name: 'payments-08-09',
        title: 'stipend payments',
        events: () => documents.paymentSheets(9, payments.payments(9)),
        settlement: payments.settledUpTo([8, 9]),
      },
      paymentReversed(story),
      otherGoodsCome(story),
      typingErrorTakenBack(story),
    ],
  };
};
