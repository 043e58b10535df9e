/** How much of each import is listed, from the tallies: the days of an order from the last one on. */
import type { ExceptionGroup } from '../../shared/contract/answers/exception-groups.ts';
import type { CalendarDate } from '../../shared/domain/events.ts';
import { dayOfImports } from '../../shared/ledger/tallies.ts';
import type { CountedImportCell } from '../../shared/store/tallies.ts';
import type { GroupFilter } from './exception-groups.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

type Filter = Omit<GroupFilter, 'by' | 'events'>;

/** An import and what there is of it. */
type ImportCounts = ExceptionGroup & Required<Pick<ExceptionGroup, 'recordedOn' | 'type' | 'source'>>;

/**
 * The newest day first, and of a day by type and sender. A page that takes long ends with what it has.
 *
 * Guarantees: what it costs depends on how many imports there are, and not on how much of them is listed.
 */
export async function countedImports(
  orderId: string,
  filter: Filter,
  { limit, after }: PageRequest<string>,
  context: QueryContext,
): Promise<ItemPage<ExceptionGroup>> {
  const { tallies } = context.journal;
  const last = after === undefined ? undefined : readPosition(after);
  const items: ImportCounts[] = [];
  const page = (next: string | undefined): ItemPage<ExceptionGroup> => ({
    items,
    ...(next !== undefined && { next }),
    beside: { searched: { complete: next === undefined } },
  });
  let day = filter.recordedOn ?? last?.recordedOn ?? (await tallies.dayOfImports(orderId));
  while (day !== undefined) {
    const [cells, before] = await Promise.all([
      tallies.importsOfDay(orderId, day, filter),
      filter.recordedOn === undefined ? tallies.dayOfImports(orderId, day) : undefined,
    ]);
    for (const one of importsOf(day, cells, filter)) {
      if (last?.recordedOn === day && orderOf(one) <= orderOf(last)) continue;
      const told = items.at(-1);
      if (items.length === limit && told !== undefined) return page(positionOf(told));
      items.push(one);
    }
    if (before !== undefined && context.hasTakenLong) return page(positionOf(endOf(day)));
    day = before;
  }
  return page(undefined);
}

function importsOf(
  recordedOn: CalendarDate,
  cells: readonly CountedImportCell[],
  { status, source: wanted }: Filter,
): readonly ImportCounts[] {
  const imports = new Map<string, ImportCounts>();
  for (const cell of cells) {
    const { source, type } = cell;
    if ((status ?? cell.status) !== cell.status || (wanted ?? source) !== source) continue;
    const key = orderOf(cell);
    const known = imports.get(key) ?? { source, type, recordedOn, held: 0, rejected: 0 };
    imports.set(key, { ...known, [cell.status]: known[cell.status] + cell.count });
  }
  return [...imports].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, counts]) => counts);
}

type Position = Pick<ImportCounts, 'recordedOn' | 'type' | 'source'>;

/** Within a day; neither holds a line break. */
const orderOf = ({ type, source }: Pick<Position, 'type' | 'source'>): string => `${type}\n${source}`;

/** Behind every import of a day. */
const endOf = (recordedOn: CalendarDate): Position => ({ recordedOn, type: '\u{10ffff}', source: '' });

const positionOf = (position: Position): string => `${position.recordedOn}\n${orderOf(position)}`;

/** Reads what {@link positionOf} made; of any other text some position. */
function readPosition(text: string): Position {
  const [, type = '', source = ''] = text.split('\n');
  return { recordedOn: dayOfImports(text), type, source };
}
