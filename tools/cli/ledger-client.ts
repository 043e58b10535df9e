/** The query API as the command line asks it: pages followed, problems turned into sentences, answers parsed. */
import { z } from 'zod';
import { type AnomalyAnswer, anomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import {
  type AuditAnswer,
  type AuditDrawAnswer,
  auditAnswer,
  auditDraw,
} from '../../shared/contract/answers/audits.ts';
import { type CardListItem, cardListItem } from '../../shared/contract/answers/cards.ts';
import { entryAnswer } from '../../shared/contract/answers/entries.ts';
import {
  type EventAnswer,
  type EventBatchAnswer,
  eventAnswer,
  eventBatchAnswer,
} from '../../shared/contract/answers/events.ts';
import { type ExceptionGroup, exceptionGroup } from '../../shared/contract/answers/exception-groups.ts';
import { type ExceptionAnswer, exceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import {
  type DistributionListItem,
  distributionListItem,
  householdAnswer,
} from '../../shared/contract/answers/households.ts';
import { type LocationAnswer, locationAnswer } from '../../shared/contract/answers/locations.ts';
import { type OrderAnswer, orderAnswer } from '../../shared/contract/answers/orders.ts';
import { problemAnswer } from '../../shared/contract/answers/problem.ts';
import { type ReaderAnswer, readerAnswer } from '../../shared/contract/answers/readers.ts';
import {
  type LocationReportAnswer,
  locationReportAnswer,
  type ReconciliationAnswer,
  reconciliationAnswer,
} from '../../shared/contract/answers/reconciliation.ts';
import { type SearchAnswer, searchAnswer } from '../../shared/contract/answers/search.ts';
import { type ShipmentAnswer, shipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { CliError, exitCodes } from './cli-error.ts';
import { system } from './words/system.ts';

/** API Gateway's own problems may say less than the API's. */
const problemSchema = problemAnswer.pick({ title: true, detail: true }).partial();

const pageOf = <T>(item: z.ZodType<T>) => z.object({ items: z.array(item), next: z.string().optional() });

export interface ExceptionFilter {
  readonly exceptionId?: string;
  readonly status?: string;
  readonly orderId?: string;
  readonly locationId?: string;
  readonly payerId?: string;
  readonly reason?: string;
  readonly state?: string;
  readonly householdId?: string;
  readonly reference?: string;
  readonly source?: string;
  readonly eventId?: string;
}

export interface AnomalyFilter {
  readonly orderId?: string;
  readonly kind?: string;
  readonly state?: string;
}

const orderTerms = orderAnswer.pick({
  orderId: true,
  startsOn: true,
  endsOn: true,
  area: true,
  rations: true,
  pledges: true,
  stipend: true,
  status: true,
});
export type OrderTermsAnswer = z.infer<typeof orderTerms>;

const registeredHousehold = householdAnswer.pick({
  householdId: true,
  centreId: true,
  name: true,
  neighbourhood: true,
  composition: true,
});
export type RegisteredHousehold = z.infer<typeof registeredHousehold>;

const servedHousehold = householdAnswer.pick({ centreId: true, orders: true });
export type ServedHousehold = z.infer<typeof servedHousehold>;

const ledgerEntry = entryAnswer.pick({
  account: true,
  seq: true,
  type: true,
  orderId: true,
  reference: true,
  event: true,
  reverses: true,
  group: true,
  counterparty: true,
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;
export type LedgerOwner = 'households' | 'locations' | 'payers';

const pageLimit = 500;
/** Each draw is some nine reads, so a page of them is small. */
const drawsLimit = 100;
const tooManyRequests = 429;

/** What was asked is not open to the holder of the token. */
export class ForbiddenError extends CliError {}

/**
 * One short method for each question, so it reads better whole.
 *
 * Errors: a `CliError` with what the API said, or that nothing answers there.
 */
export class LedgerClient {
  readonly #apiUrl: string;
  readonly #token: string | undefined;
  readonly #fetch: typeof fetch;

  constructor(apiUrl: string, token?: string, fetchAnswer: typeof fetch = fetch) {
    this.#apiUrl = apiUrl;
    this.#token = token;
    this.#fetch = fetchAnswer;
  }

  #get(path: string, accept: string): Promise<Response> {
    return this.#ask(path, { headers: { accept } });
  }

  async #ask(path: string, request: RequestInit): Promise<Response> {
    const headers = new Headers(request.headers);
    if (this.#token !== undefined) headers.set('authorization', `Bearer ${this.#token}`);
    try {
      return await this.#fetch(`${this.#apiUrl}${path}`, {
        ...request,
        headers,
        signal: AbortSignal.timeout(30_000),
      });
    } catch (cause) {
      throw new CliError(system('api.silent', { address: this.#apiUrl }), exitCodes.noSystem, { cause });
    }
  }

  async #refusal(path: string, response: Response): Promise<CliError> {
    const body: unknown = await response.json().catch(() => undefined);
    const problem = problemSchema.safeParse(body);
    const said = problem.success ? [problem.data.title, problem.data.detail].filter(Boolean).join(': ') : '';
    const hint = response.status === 401 ? system('api.needsToken') : '';
    const facts = { status: String(response.status), path, why: said };
    const Refusal = response.status === 403 ? ForbiddenError : CliError;
    return new Refusal(
      system(said ? 'api.refused.why' : 'api.refused', facts) + hint,
      response.status === 400 ? exitCodes.badInput : exitCodes.noSystem,
    );
  }

  /** What the API says about something it did not find. */
  async #absence(path: string): Promise<CliError> {
    const problem = problemSchema.safeParse(await (await this.#get(path, 'application/json')).json());
    return new CliError(problem.data?.detail ?? system('api.absent', { path }));
  }

  /** The answer at a path, or `undefined` where nothing was found (404). */
  async find(path: string): Promise<unknown> {
    const response = await this.#get(path, 'application/json');
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) throw await this.#refusal(path, response);
    return response.json();
  }

  /** The answer at a path as its schema has it; `undefined` where nothing was found. */
  async read<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const answer = await this.find(path);
    if (answer === undefined) return undefined;
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new CliError(system('api.otherwise', { path, why: z.prettifyError(parsed.error) }));
  }

  /** Every item of a list, page by page. Errors: a `CliError` with what the API says where there is no such list. */
  async *list<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
    limit = pageLimit,
  ): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const search = new URLSearchParams({
        ...query,
        limit: String(limit),
        ...(cursor === undefined ? {} : { cursor }),
      });
      const page = await this.read(`${path}?${search}`, pageOf(schema));
      if (page === undefined) throw await this.#absence(`${path}?${search}`);
      yield* page.items;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  /** Who asks. */
  async me(): Promise<ReaderAnswer> {
    const answer = await this.read('/me', readerAnswer);
    if (answer === undefined) throw await this.#absence('/me');
    return answer;
  }

  reconciliation(orderId: string): Promise<ReconciliationAnswer | undefined> {
    return this.read(`/orders/${encodeURIComponent(orderId)}/reconciliation`, reconciliationAnswer);
  }

  locationReport(locationId: string, orderId: string): Promise<LocationReportAnswer | undefined> {
    const path = `/locations/${encodeURIComponent(locationId)}/reconciliation`;
    return this.read(`${path}?orderId=${encodeURIComponent(orderId)}`, locationReportAnswer);
  }

  /** The reconciliation as the API writes it for people: CSV, or a workbook. */
  async reconciliationFile(orderId: string, format: 'csv' | 'xlsx'): Promise<Buffer> {
    const path = `/orders/${encodeURIComponent(orderId)}/reconciliation?format=${format}`;
    const response = await this.#get(path, '*/*');
    if (!response.ok) throw await this.#refusal(path, response);
    return Buffer.from(await response.arrayBuffer());
  }

  async isHousehold(householdId: string): Promise<boolean> {
    return (await this.find(`/households/${encodeURIComponent(householdId)}`)) !== undefined;
  }

  async locationIds(): Promise<Set<string>> {
    return new Set((await this.locations()).keys());
  }

  shipment(shipmentId: string): Promise<ShipmentAnswer | undefined> {
    return this.read(`/shipments/${encodeURIComponent(shipmentId)}`, shipmentAnswer);
  }

  /** The central pledges of an order as amended; none where there is no such order. */
  async pledges(orderId: string): Promise<OrderAnswer['pledges']> {
    return (
      (await this.read(`/orders/${encodeURIComponent(orderId)}`, orderAnswer.pick({ pledges: true })))
        ?.pledges ?? []
    );
  }

  /** What an order says of days, places and goods; `undefined` where there is no such order. */
  orderTerms(orderId: string): Promise<OrderTermsAnswer | undefined> {
    return this.read(`/orders/${encodeURIComponent(orderId)}`, orderTerms);
  }

  household(householdId: string): Promise<RegisteredHousehold | undefined> {
    return this.read(`/households/${encodeURIComponent(householdId)}`, registeredHousehold);
  }

  /** Where a household is registered, and which centre serves it under each order. */
  serviceOf(householdId: string): Promise<ServedHousehold | undefined> {
    return this.read(`/households/${encodeURIComponent(householdId)}`, servedHousehold);
  }

  /** Every location by its id. */
  async locations(): Promise<ReadonlyMap<string, LocationAnswer>> {
    const found = new Map<string, LocationAnswer>();
    for await (const location of this.list('/locations', {}, locationAnswer))
      found.set(location.locationId, location);
    return found;
  }

  orderIds(): AsyncGenerator<{ readonly orderId: string }> {
    return this.list('/orders', {}, orderAnswer.pick({ orderId: true }));
  }

  /** The entries of a book under an order, or of all its books, newest first; none where there is no such book. */
  async *ledger(owner: LedgerOwner, id: string, orderId?: string): AsyncGenerator<LedgerEntry> {
    const path = `/${owner}/${encodeURIComponent(id)}`;
    if ((await this.find(path)) === undefined) return;
    yield* this.list(`${path}/ledger`, orderId === undefined ? {} : { orderId }, ledgerEntry);
  }

  /** How many entries a household's account of goods has under an order. */
  async goodsEntries(householdId: string, orderId: string): Promise<number> {
    const path = `/households/${encodeURIComponent(householdId)}/ledger`;
    for await (const { account, seq } of this.list(path, { orderId }, ledgerEntry))
      if (account.endsWith('/goods')) return seq;
    return 0;
  }

  anomalies(filter: AnomalyFilter): AsyncGenerator<AnomalyAnswer> {
    return this.list('/anomalies', { ...filter }, anomalyAnswer);
  }

  audits(): AsyncGenerator<AuditAnswer> {
    return this.list('/audits', {}, auditAnswer);
  }

  audit(auditId: string): Promise<AuditAnswer | undefined> {
    return this.read(`/audits/${encodeURIComponent(auditId)}`, auditAnswer);
  }

  /** The first draws of an audit, of which there is no end. */
  async *auditDraws(auditId: string, count: number): AsyncGenerator<AuditDrawAnswer> {
    const path = `/audits/${encodeURIComponent(auditId)}/draws`;
    let left = count;
    for await (const draw of this.list(path, {}, auditDraw, Math.min(count, drawsLimit))) {
      yield draw;
      left -= 1;
      if (left === 0) return;
    }
  }

  /** Every household that a centre serves under an order. */
  cards(centreId: string, orderId: string): AsyncGenerator<CardListItem> {
    return this.list('/cards', { centreId, orderId }, cardListItem);
  }

  distributionList(centreId: string, orderId: string): AsyncGenerator<DistributionListItem> {
    const path = `/locations/${encodeURIComponent(centreId)}/distribution-list`;
    return this.list(path, { orderId }, distributionListItem);
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
    const entries = await this.read(path, pageOf(entryAnswer.pick({ reference: true })));
    return (entries?.items ?? []).map(({ reference }) => reference);
  }

  /** What became of an event, of one content of it where that is named; `undefined` while nothing is decided. */
  event({
    source,
    id,
    content,
  }: {
    readonly source: string;
    readonly id: string;
    readonly content?: string;
  }): Promise<EventAnswer | undefined> {
    const search = new URLSearchParams({ source, id, ...(content !== undefined && { content }) });
    return this.read(`/events?${search}`, eventAnswer);
  }

  /**
   * Sends a batch of events, packed by gzip; what of it was refused is told item by item. Without items the API was asked too
   * often, and took none.
   */
  async sendBatch(
    packed: Buffer<ArrayBuffer>,
  ): Promise<Partial<EventBatchAnswer> & { readonly retryAfterSeconds: number }> {
    const path = '/events';
    const response = await this.#ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json', 'content-encoding': 'gzip' },
      body: packed,
    });
    const retryAfterSeconds = Number(response.headers.get('retry-after') ?? 2);
    // API Gateway says so itself, before anything reads the batch.
    if (response.status === tooManyRequests) {
      await response.body?.cancel();
      return { retryAfterSeconds };
    }
    if (!response.ok) throw await this.#refusal(path, response);
    return { ...eventBatchAnswer.parse(await response.json()), retryAfterSeconds };
  }

  /** What a text may mean. */
  async search(
    text: string,
    narrowed: { readonly orderId: string | undefined; readonly locationId: string | undefined },
  ): Promise<SearchAnswer> {
    const query = Object.entries({ q: text, ...narrowed }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const path = `/search?${new URLSearchParams(query)}`;
    const answer = await this.read(path, searchAnswer);
    if (answer === undefined) throw await this.#absence(path);
    return answer;
  }

  /** Exceptions by what belongs together. */
  exceptionGroups(filter: Readonly<Record<string, string>>): AsyncGenerator<ExceptionGroup> {
    return this.list('/exceptions/groups', filter, exceptionGroup);
  }

  exceptions(filter: ExceptionFilter): AsyncGenerator<ExceptionAnswer> {
    const query = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return this.list('/exceptions', Object.fromEntries(query), exceptionAnswer);
  }
}
