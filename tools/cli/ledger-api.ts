/** The query API as a client: pages followed, problems turned into sentences, answers parsed. */
import { z } from 'zod';
import { unitNames } from '../../shared/domain/quantity.ts';
import { CliError, exitCodes } from './failure.ts';
import { type Reconciliation, reconciliationSchema } from './reconciliation.ts';

const problemSchema = z.object({ title: z.string().optional(), detail: z.string().optional() });

const pageSchema = z.object({ items: z.array(z.unknown()), next: z.string().optional() });

const exceptionSchema = z.object({
  exceptionId: z.string(),
  status: z.string(),
  reason: z.string(),
  detail: z.unknown().optional(),
  reference: z.string().optional(),
  orderId: z.string().optional(),
  locationId: z.string().optional(),
  payerId: z.string().optional(),
  householdId: z.string().optional(),
  event: z.object({ source: z.string(), id: z.string(), type: z.string() }).partial().optional(),
  recordedAt: z.string().optional(),
  original: z.unknown().optional(),
});
export type LedgerException = z.infer<typeof exceptionSchema>;

const unitSchema = z.enum(unitNames);

const anomalySchema = z.object({
  kind: z.string(),
  locationId: z.string().optional(),
  commodity: z.string().optional(),
  unit: unitSchema.optional(),
  quantity: z.number().optional(),
  references: z.array(z.string()).default([]),
});
export type LedgerAnomaly = z.infer<typeof anomalySchema>;

const shipmentSchema = z.object({
  shipmentId: z.string(),
  status: z.string(),
  to: z.string().optional(),
  lines: z
    .array(
      z.object({
        commodity: z.string(),
        unit: unitSchema.optional(),
        dispatched: z.number(),
        received: z.number(),
        lost: z.number(),
        shortfall: z.number(),
      }),
    )
    .default([]),
});
export type LedgerShipment = z.infer<typeof shipmentSchema>;

const orderSchema = z.object({
  pledges: z.array(
    z.object({
      commodity: z.string(),
      quantity: z.number().optional(),
      unit: unitSchema.optional(),
      responsible: z.string(),
    }),
  ),
});
export type LedgerPledge = z.infer<typeof orderSchema>['pledges'][number];

const distributionListItemSchema = z.object({
  householdId: z.string(),
  name: z.string().optional(),
  neighbourhood: z.string().optional(),
  persons: z.number(),
  commodities: z.array(
    z.object({
      commodity: z.string(),
      unit: unitSchema,
      released: z.number(),
      received: z.number(),
      dueNow: z.number(),
    }),
  ),
});
export type DistributionListRow = z.infer<typeof distributionListItemSchema>;

const entrySchema = z.object({ reference: z.string() });
const locationSchema = z.object({ locationId: z.string() });

export interface ExceptionFilter {
  readonly status?: string;
  readonly orderId?: string;
  readonly locationId?: string;
  readonly reason?: string;
}

const pageLimit = 500;

/** Errors: a `CliError` with what the API said, or that nothing answers there. */
export class LedgerApi {
  readonly #apiUrl: string;
  readonly #token: string | undefined;
  readonly #fetch: typeof fetch;

  constructor(apiUrl: string, token?: string, fetchAnswer: typeof fetch = fetch) {
    this.#apiUrl = apiUrl;
    this.#token = token;
    this.#fetch = fetchAnswer;
  }

  async #get(path: string, accept: string): Promise<Response> {
    const headers = new Headers({ accept });
    if (this.#token !== undefined) headers.set('authorization', `Bearer ${this.#token}`);
    try {
      return await this.#fetch(`${this.#apiUrl}${path}`, { headers, signal: AbortSignal.timeout(30_000) });
    } catch (cause) {
      throw new CliError(
        `Nothing answers at ${this.#apiUrl}: start the system with "npm start", or name another with --outputs`,
        exitCodes.noSystem,
        { cause },
      );
    }
  }

  async #refusal(path: string, response: Response): Promise<CliError> {
    const body: unknown = await response.json().catch(() => undefined);
    const problem = problemSchema.safeParse(body);
    const said = problem.success ? [problem.data.title, problem.data.detail].filter(Boolean).join(': ') : '';
    const hint = response.status === 401 ? ' (give a token with --token or RELIEF_TOKEN)' : '';
    return new CliError(
      `The API answered ${response.status} to ${path}${said ? `: ${said}` : ''}${hint}`,
      response.status === 400 ? exitCodes.badInput : exitCodes.noSystem,
    );
  }

  /** What the API says is not there. */
  async #absence(path: string): Promise<CliError> {
    const problem = problemSchema.safeParse(await (await this.#get(path, 'application/json')).json());
    return new CliError(problem.data?.detail ?? `There is nothing at ${path}`);
  }

  /** The answer at a path, or `undefined` where there is nothing (404). */
  async find(path: string): Promise<unknown> {
    const response = await this.#get(path, 'application/json');
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) throw await this.#refusal(path, response);
    return response.json();
  }

  async #read<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const answer = await this.find(path);
    if (answer === undefined) return undefined;
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new CliError(
      `The API's answer to ${path} is not what it promises: ${z.prettifyError(parsed.error)}`,
    );
  }

  /** Every item of a list, page by page. */
  async *#list<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
  ): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const search = new URLSearchParams({
        ...query,
        limit: String(pageLimit),
        ...(cursor === undefined ? {} : { cursor }),
      });
      const page = await this.#read(`${path}?${search}`, pageSchema);
      if (page === undefined) throw await this.#absence(`${path}?${search}`);
      for (const item of page.items) {
        const parsed = schema.safeParse(item);
        if (!parsed.success) {
          throw new CliError(`An item of ${path} is not what it promises: ${z.prettifyError(parsed.error)}`);
        }
        yield parsed.data;
      }
      cursor = page.next;
    } while (cursor !== undefined);
  }

  reconciliation(orderId: string): Promise<Reconciliation | undefined> {
    return this.#read(`/orders/${encodeURIComponent(orderId)}/reconciliation`, reconciliationSchema);
  }

  /** The reconciliation as the API writes it in CSV. */
  async reconciliationCsv(orderId: string): Promise<string> {
    const path = `/orders/${encodeURIComponent(orderId)}/reconciliation?format=csv`;
    const response = await this.#get(path, 'text/csv');
    if (!response.ok) throw await this.#refusal(path, response);
    return response.text();
  }

  async isHousehold(householdId: string): Promise<boolean> {
    return (await this.find(`/households/${encodeURIComponent(householdId)}`)) !== undefined;
  }

  async locationIds(): Promise<Set<string>> {
    const ids = new Set<string>();
    for await (const { locationId } of this.#list('/locations', {}, locationSchema)) ids.add(locationId);
    return ids;
  }

  shipment(shipmentId: string): Promise<LedgerShipment | undefined> {
    return this.#read(`/shipments/${encodeURIComponent(shipmentId)}`, shipmentSchema);
  }

  /** What an order promises centrally, as amended; nothing where there is no such order. */
  async pledges(orderId: string): Promise<readonly LedgerPledge[]> {
    return (await this.#read(`/orders/${encodeURIComponent(orderId)}`, orderSchema))?.pledges ?? [];
  }

  anomalies(orderId: string): AsyncGenerator<LedgerAnomaly> {
    return this.#list('/anomalies', { orderId }, anomalySchema);
  }

  /** Every household that a centre serves under an order. */
  distributionList(centreId: string, orderId: string): AsyncGenerator<DistributionListRow> {
    const path = `/locations/${encodeURIComponent(centreId)}/distribution-list`;
    return this.#list(path, { orderId }, distributionListItemSchema);
  }

  /** The documents behind the newest entries of a household's account or a location's stock card, newest first. */
  async newestReferences(
    owner: 'households' | 'locations',
    id: string,
    orderId: string,
    limit: number,
  ): Promise<readonly string[]> {
    const search = new URLSearchParams({ orderId, limit: String(limit) });
    const path = `/${owner}/${encodeURIComponent(id)}/ledger?${search}`;
    const entries = z.object({ items: z.array(entrySchema) });
    return ((await this.#read(path, entries))?.items ?? []).map(({ reference }) => reference);
  }

  exceptions(filter: ExceptionFilter): AsyncGenerator<LedgerException> {
    const query = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return this.#list('/exceptions', Object.fromEntries(query), exceptionSchema);
  }
}
