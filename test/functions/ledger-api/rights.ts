/** Who may read what, written out route by route: the expectation that the API's own rules are held to. */
import { routes } from '../../../functions/ledger-api/routes.ts';

/** Every route but the description, which any reader gets. */
export const everything = routes.map(({ path }) => path);

/** What every role is answered, whomever it is about. */
const ofNobody = ['/me', '/search', '/orders', '/orders/{orderId}'];

/** What each reader is answered of `asked` below, written out route by route. */
export const rights: readonly {
  readonly reader: string;
  readonly groups: readonly string[];
  readonly reads: readonly string[];
}[] = [
  { reader: 'a coordinator', groups: ['coordinator'], reads: everything },
  {
    reader: 'an auditor',
    groups: ['auditor'],
    reads: everything.filter((path) => path !== '/cards'),
  },
  {
    reader: 'the staff of the centre asked about',
    groups: ['centre-staff', 'location:C-1'],
    reads: [
      '/me',
      '/search',
      '/orders',
      '/orders/{orderId}',
      '/households/{householdId}',
      '/households/{householdId}/ledger',
      '/locations/{locationId}',
      '/locations/{locationId}/reconciliation',
      '/locations/{locationId}/shipments',
      '/locations/{locationId}/ledger',
      '/locations/{locationId}/stock-report',
      '/locations/{locationId}/distribution-list',
      '/locations/{locationId}/payment-list',
      '/shipments/{shipmentId+}',
      '/events',
      '/exceptions',
      '/exceptions/groups',
      '/complaints',
    ],
  },
  {
    reader: 'the staff of another centre',
    groups: ['centre-staff', 'location:C-2'],
    reads: ofNobody,
  },
  {
    reader: 'the payer asked about',
    groups: ['payer', 'payer:P-1'],
    reads: [
      ...ofNobody,
      '/payers/{payerId}',
      '/payers/{payerId}/ledger',
      '/exceptions',
      '/exceptions/groups',
    ],
  },
  {
    reader: 'a payer at the centre asked about',
    groups: ['payer', 'payer:P-2', 'location:C-1'],
    reads: [...ofNobody, '/locations/{locationId}/payment-list'],
  },
  { reader: 'a payer at another centre', groups: ['payer', 'location:C-2'], reads: ofNobody },
  { reader: 'another payer', groups: ['payer', 'payer:P-2'], reads: ofNobody },
  { reader: 'staff of no location', groups: ['centre-staff'], reads: ofNobody },
  { reader: 'a location without the role', groups: ['location:C-1', 'payer:P-1'], reads: [] },
  { reader: 'somebody without a group', groups: [], reads: [] },
  { reader: 'somebody in groups of other programs', groups: ['coordinators', 'admin'], reads: [] },
];

/** One question of each route, about C-1, H-1 and W-1 of it, and P-1. */
export const asked: Readonly<Record<string, string>> = {
  '/me': '/me',
  '/search': '/search?q=H-1',
  '/orders': '/orders',
  '/orders/{orderId}': '/orders/O-1',
  '/orders/{orderId}/reconciliation': '/orders/O-1/reconciliation',
  '/orders/{orderId}/shipments': '/orders/O-1/shipments',
  '/orders/{orderId}/activity': '/orders/O-1/activity',
  '/households/{householdId}': '/households/H-1',
  '/households/{householdId}/ledger': '/households/H-1/ledger',
  '/locations': '/locations',
  '/locations/{locationId}': '/locations/C-1',
  '/locations/{locationId}/reconciliation': '/locations/C-1/reconciliation?orderId=O-1',
  '/locations/{locationId}/shipments': '/locations/C-1/shipments?orderId=O-1',
  '/locations/{locationId}/ledger': '/locations/C-1/ledger',
  '/locations/{locationId}/stock-report': '/locations/C-1/stock-report?orderId=O-1',
  '/locations/{locationId}/payment-list': '/locations/C-1/payment-list?orderId=O-1',
  '/locations/{locationId}/distribution-list': '/locations/C-1/distribution-list?orderId=O-1',
  '/shipments/{shipmentId+}': '/shipments/W-1',
  '/payers/{payerId}': '/payers/P-1',
  '/payers/{payerId}/ledger': '/payers/P-1/ledger',
  '/events': '/events?source=urn:test:desk&id=handovers-1',
  '/exceptions': '/exceptions?locationId=C-1&payerId=P-1',
  '/exceptions/groups': '/exceptions/groups?orderId=O-1&locationId=C-1&payerId=P-1',
  '/audits': '/audits',
  '/audits/{auditId}': '/audits/A-1',
  '/audits/{auditId}/draws': '/audits/A-1/draws',
  '/devices': '/devices',
  '/cards': '/cards?centreId=C-1&orderId=O-1',
  '/complaints': '/complaints?locationId=C-1',
  '/complaints/{complaintId}': '/complaints/K-1',
  '/anomalies': '/anomalies',
  '/seals': '/seals',
  '/seals/{date}': '/seals/2020-08-07',
};
