import { expectTypeOf, it } from 'vitest';
import type * as Page from '../../dashboard/api/answers.ts';
import type * as Published from '../../shared/contract/answers.ts';

it('reads nothing that the API does not publish', () => {
  expectTypeOf<Published.OrderAnswer>().toExtend<Page.Order>();
  expectTypeOf<Published.ReconciliationAnswer>().toExtend<Page.Reconciliation>();
  expectTypeOf<Published.ReaderAnswer>().toExtend<Page.Reader>();
  expectTypeOf<Published.LocationReportAnswer>().toExtend<Page.LocationReport>();
  expectTypeOf<Published.PayerAnswer>().toExtend<Page.Payer>();
  expectTypeOf<Published.ActivityAnswer>().toExtend<Page.Activity>();
  expectTypeOf<Published.ShipmentAnswer>().toExtend<Page.Shipment>();
  expectTypeOf<Published.LocationListed>().toExtend<Page.Location>();
  expectTypeOf<Published.EntryAnswer>().toExtend<Page.Entry>();
  expectTypeOf<Published.HouseholdAnswer>().toExtend<Page.Household>();
  expectTypeOf<Published.DistributionListItem>().toExtend<Page.DistributionRow>();
  expectTypeOf<Published.ExceptionAnswer>().toExtend<Page.LedgerException>();
  expectTypeOf<Published.AnomalyAnswer>().toExtend<Page.Anomaly>();
});
