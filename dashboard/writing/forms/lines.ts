/** Lines of goods, as most documents have them. */
import { lossCauses } from '../../../shared/domain/events.ts';
import { isCountUnit, unitNames } from '../../../shared/domain/quantity.ts';
import { choices, type Field, inRow, type ListField, listIn } from '../model/fields.ts';
import { textIn, type Values } from '../model/values.ts';

const isPacked = (line: Values): boolean =>
  unitNames.some((unit) => unit === textIn(line, 'unit') && isCountUnit(unit));

const goods: readonly Field[] = [
  inRow('commodity', 'commodity', 'field.commodity'),
  inRow('quantity', 'number', 'field.quantity'),
  inRow('unit', 'unit', 'field.unit'),
];

const contains: readonly Field[] = [
  inRow('contains', 'number', 'field.contains', {
    at: ['contains', 'quantity'],
    applies: isPacked,
    isOptional: true,
    help: 'help.contains',
  }),
  inRow('containsUnit', 'unit', 'field.containsUnit', {
    at: ['contains', 'unit'],
    applies: (line) => isPacked(line) && textIn(line, 'contains').trim() !== '',
  }),
];

export const cause = inRow('cause', 'choice', 'field.cause', choices('cause', lossCauses));

const losses: ListField = listIn(
  'losses',
  'field.losses',
  ['row.loss', 'add.loss'],
  [inRow('quantity', 'number', 'field.lost'), cause],
  { at: ['losses'], isOptional: true },
);

const linesOf = (fields: readonly Field[]): ListField =>
  listIn('lines', 'field.lines', ['row.line', 'add.line'], fields);

/** A line of each sort of document. */
export const packedLines = linesOf([...goods, ...contains]);
export const arrivedLines = linesOf([...goods, ...contains, losses]);
export const lostLines = linesOf([...goods, ...contains, cause]);
export const receiptLines: ListField = listIn('lines', 'field.lines', ['row.line', 'add.line'], goods, {
  at: ['lines'],
});
