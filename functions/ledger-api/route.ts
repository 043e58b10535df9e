/** A route of the API: its path, parameters and right, and how it reads and answers a request. */
import type { AnswerName } from '../../shared/contract/answers.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import type { CsvTable } from '../../shared/files/csv.ts';
import type { Reader } from '../../shared/http/reader.ts';
import { mayRead, type Right } from './access.ts';
import { fittingPage } from './page-size.ts';
import {
  defaultLimit,
  type Format,
  formatParameter,
  type ParameterTable,
  type ParameterValues,
  pagingParameters,
  type RequestParameters,
  readParameters,
  readPosition,
  refuseUnknown,
} from './parameters.ts';
import { QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';
import type { Answer } from './response.ts';

/** What the API's description groups routes by. */
export type Tag =
  | 'Orders'
  | 'Households'
  | 'Locations'
  | 'Shipments'
  | 'Payers'
  | 'Findings'
  | 'Audits'
  | 'Complaints'
  | 'Cards'
  | 'Devices'
  | 'Events'
  | 'Seals'
  | 'Search'
  | 'Reader';

interface RouteDescription {
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  /** The schema of the answer, or of each item of a list. */
  readonly schema: AnswerName;
  /** The schemas of what a list has beside its items, by name. */
  readonly beside?: Readonly<Record<string, AnswerName>>;
}

export interface Route extends RouteDescription {
  /** Who may have the answer, in words. */
  readonly openTo: string;
  readonly parameters: ParameterTable;
  readonly isList: boolean;
  readonly hasTable: boolean;
  readonly read: (request: RequestParameters) => Query | QueryProblem;
}

/** What one request asks. */
export interface Query {
  /** The path and every filter, whatever the page's size and format: a cursor belongs to it. */
  readonly text: string;
  readonly format: Format | undefined;
  readonly isOpenTo: (reader: Reader, context: QueryContext) => Promise<boolean>;
  readonly answer: (context: QueryContext, reader: Reader) => Promise<Answer | QueryProblem>;
}

interface RouteDefinition<P extends ParameterTable> extends RouteDescription {
  readonly parameters: P;
  readonly right: Right<NoInfer<ParameterValues<P>>>;
}

interface SingleDefinition<P extends ParameterTable, T extends object> extends RouteDefinition<P> {
  readonly answer: (
    values: ParameterValues<P>,
    context: QueryContext,
    reader: Reader,
  ) => Promise<T | QueryProblem>;
  readonly table?: (answer: T) => CsvTable;
}

/** A route that answers about one thing. */
export function single<P extends ParameterTable, T extends object>({
  parameters: own,
  right,
  answer,
  table,
  ...description
}: SingleDefinition<P, T>): Route {
  const parameters = { ...own, ...formatParameter };
  return {
    ...description,
    openTo: right.openTo,
    parameters,
    isList: false,
    hasTable: table !== undefined,
    read(request) {
      const unknown = refuseUnknown(parameters, request);
      if (unknown !== undefined) return unknown;
      const values = readParameters(own, request);
      if (values instanceof QueryProblem) return values;
      const form = readParameters(formatParameter, request);
      if (form instanceof QueryProblem) return form;
      return {
        text: queryText(description.path, values),
        format: form.format,
        isOpenTo: (reader, context) => mayRead(reader, right, values, context),
        async answer(context, reader) {
          const body = await answer(values, context, reader);
          return body instanceof QueryProblem ? body : { body, table: table && (() => table(body)) };
        },
      };
    },
  };
}

interface ListDefinition<P extends ParameterTable, T, C> extends RouteDefinition<P> {
  /** Reads the position in a cursor; `undefined` for one that is not of this list. */
  readonly position: (value: JsonValue) => C | undefined;
  readonly answer: (
    values: ParameterValues<P>,
    page: PageRequest<C>,
    context: QueryContext,
    reader: Reader,
  ) => Promise<ItemPage<T> | QueryProblem>;
  readonly table: (items: readonly T[]) => CsvTable;
}

/** A route that answers a list, page by page. */
export function list<P extends ParameterTable, T, C>({
  parameters: own,
  right,
  position,
  answer,
  table,
  ...description
}: ListDefinition<P, T, C>): Route {
  const parameters = { ...own, ...pagingParameters, ...formatParameter };
  return {
    ...description,
    openTo: right.openTo,
    parameters,
    isList: true,
    hasTable: true,
    read(request) {
      const unknown = refuseUnknown(parameters, request);
      if (unknown !== undefined) return unknown;
      const values = readParameters(own, request);
      if (values instanceof QueryProblem) return values;
      const paging = readParameters({ ...pagingParameters, ...formatParameter }, request);
      if (paging instanceof QueryProblem) return paging;
      const { limit = defaultLimit, cursor, format } = paging;
      const text = queryText(description.path, values);
      return {
        text,
        format,
        isOpenTo: (reader, context) => mayRead(reader, right, values, context),
        async answer(context, reader) {
          const after = readPosition(text, cursor, position);
          if (after instanceof QueryProblem) return after;
          const page = await fittingPage(limit, (maxItems) =>
            answer(values, { limit: maxItems, after }, context, reader),
          );
          if (page instanceof QueryProblem) return page;
          const { items, next, following, beside } = page;
          return {
            body: { items, ...beside },
            table: () => table(items),
            ...(next !== undefined && { next }),
            ...(following !== undefined && { following }),
          };
        },
      };
    },
  };
}

const queryText = (path: string, values: object): string =>
  JSON.stringify([path, Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))]);
