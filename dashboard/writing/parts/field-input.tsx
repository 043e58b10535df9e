import type { JSX } from 'preact';
import type { OrderAnswer } from '../../../shared/contract/answers/orders.ts';
import { currencyDecimals } from '../../../shared/contract/currencies.ts';
import { unitNames } from '../../../shared/domain/quantity.ts';
import { ordersPath } from '../../api/paths.ts';
import { useList } from '../../api/use-answer.ts';
import { isOverseer, useReader } from '../../reader/reader.ts';
import type { InputField } from '../model/fields.ts';
import { faultText } from '../model/sentences.ts';
import { type FieldPath, keyOf, textAt } from '../model/values.ts';
import { useFormWords } from '../words/words.ts';
import { useFilling, usePlaces } from '../writing-context.ts';

export interface FieldProps {
  readonly field: InputField;
  readonly path: FieldPath;
}

/** The element that is typed into, by which faults lead to it. */
export const inputIdOf = (path: FieldPath): string => `field-${keyOf(path)}`;

/** A field with its word, what helps to fill it in, and what is wrong with it. */
export function FieldInput({ field, path }: FieldProps): JSX.Element {
  const words = useFormWords();
  const { values, faultOf, place } = useFilling();
  const fault = faultOf(path);
  const id = inputIdOf(path);
  const described = [field.help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(' ');
  const attributes = {
    id,
    name: keyOf(path),
    'aria-invalid': fault !== undefined,
    'aria-required': field.isOptional === undefined,
    ...(described !== '' && { 'aria-describedby': described }),
  };
  return (
    <div class={`field field-${field.sort}`}>
      <label for={id}>
        {words.tell(field.label)}
        {field.isOptional && <span class="optional"> {words.tell('field.optional')}</span>}
      </label>
      <Control field={field} path={path} attributes={attributes} />
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {faultText(words, fault, textAt(values, path))}
        </p>
      )}
      {field.help !== undefined && (
        <p class="help" id={`${id}-help`}>
          {words.tell(field.help, { zone: place.zone })}
        </p>
      )}
    </div>
  );
}

interface ControlProps extends FieldProps {
  readonly attributes: {
    readonly id: string;
    readonly name: string;
    readonly 'aria-invalid': boolean;
    readonly 'aria-required': boolean;
    readonly 'aria-describedby'?: string;
  };
}

function Control(props: ControlProps): JSX.Element {
  const { field, path, attributes } = props;
  const { values, change, leave } = useFilling();
  const value = textAt(values, path);
  const common = {
    ...attributes,
    value,
    onInput: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      change(path, currentTarget.value),
    onBlur: () => leave(path),
  };
  if (field.isFixed) return <input {...common} readOnly />;
  switch (field.sort) {
    case 'choice':
      return <ChoiceControl {...props} common={common} />;
    case 'unit':
      return <UnitControl common={common} value={value} />;
    case 'place':
      return <PlaceControl field={field} common={common} value={value} />;
    case 'order':
      return <OrderControl common={common} value={value} />;
    case 'payer':
      return <PayerControl common={common} value={value} />;
    case 'commodity':
      return <CommodityControl path={path} common={common} />;
    case 'currency':
      return <Suggested common={common} options={[...currencyDecimals.keys()]} />;
    case 'long':
      return <textarea {...common} rows={2} />;
    case 'date':
      return <input {...common} type="date" />;
    case 'moment':
      return <input {...common} type="datetime-local" step={value.length > 16 ? 1 : 60} />;
    case 'number':
      return <input {...common} inputMode="decimal" autoComplete="off" />;
    case 'whole':
      return <input {...common} inputMode="numeric" autoComplete="off" />;
    case 'text':
      return <input {...common} autoComplete="off" />;
  }
}

type Common = ControlProps['attributes'] & {
  readonly value: string;
  readonly onInput: (event: { readonly currentTarget: { readonly value: string } }) => void;
  readonly onBlur: () => void;
};

interface Option {
  readonly value: string;
  readonly text: string;
}

/** A choice among few; what was typed before stays among them, whatever it is. */
function Choice({
  common,
  value,
  options,
}: {
  readonly common: Common;
  readonly value: string;
  readonly options: readonly Option[];
}): JSX.Element {
  const words = useFormWords();
  const isKnown = value === '' || options.some((one) => one.value === value);
  return (
    <select {...common}>
      <option value="">{words.tell('choose')}</option>
      {!isKnown && <option value={value}>{value}</option>}
      {options.map((one) => (
        <option key={one.value} value={one.value}>
          {one.text}
        </option>
      ))}
    </select>
  );
}

function ChoiceControl({ field, path, common }: ControlProps & { readonly common: Common }): JSX.Element {
  const words = useFormWords();
  const { values } = useFilling();
  const { words: kind = '', names = [] } = field.choices ?? {};
  const options = names.map((name) => ({ value: name, text: words.choice(kind, name) }));
  return <Choice common={common} value={textAt(values, path)} options={options} />;
}

function UnitControl({ common, value }: { readonly common: Common; readonly value: string }): JSX.Element {
  const words = useFormWords();
  const options = unitNames.map((unit) => ({ value: unit, text: words.unit(unit, 2) }));
  return <Choice common={common} value={value} options={options} />;
}

interface PlaceControlProps {
  readonly field: InputField;
  readonly common: Common;
  readonly value: string;
}

/** Staff choose among their own places; of others, whose list is not theirs, they type the number. */
function PlaceControl({ field, common, value }: PlaceControlProps): JSX.Element {
  const reader = useReader();
  const fitting = usePlaces().filter(
    ({ kind }) => field.kinds === undefined || kind === undefined || field.kinds.includes(kind),
  );
  if (field.isOwn || isOverseer(reader))
    return <Choice common={common} value={value} options={optionsOf(fitting)} />;
  return <Suggested common={common} options={fitting.map(({ locationId }) => locationId)} />;
}

const optionsOf = (
  places: readonly { readonly locationId: string; readonly name?: string }[],
): readonly Option[] =>
  places.map(({ locationId, name = locationId }) => ({
    value: locationId,
    text: name === locationId ? name : `${name} (${locationId})`,
  }));

function OrderControl({ common, value }: { readonly common: Common; readonly value: string }): JSX.Element {
  const orders = useList<OrderAnswer>(ordersPath).answer?.items ?? [];
  const options = orders.map(({ orderId, title }) => ({ value: orderId, text: `${orderId} · ${title}` }));
  return <Choice common={common} value={value} options={options} />;
}

/** A payer chooses among its own; coordinators name anyone's. */
function PayerControl({ common, value }: { readonly common: Common; readonly value: string }): JSX.Element {
  const { payers, roles } = useReader();
  if (roles.includes('coordinator')) return <Suggested common={common} options={payers} />;
  return <Choice common={common} value={value} options={payers.map((id) => ({ value: id, text: id }))} />;
}

/** Goods of the order are suggested, and bring their unit along. */
function CommodityControl({
  path,
  common,
}: {
  readonly path: FieldPath;
  readonly common: Common;
}): JSX.Element {
  const { place, values, change } = useFilling();
  const goods = new Map(
    [...(place.order?.pledges ?? []), ...(place.order?.rations ?? [])].map(({ commodity, unit }) => [
      commodity,
      unit,
    ]),
  );
  const beside = [...path.slice(0, -1), 'unit'];
  const onInput: Common['onInput'] = (event) => {
    common.onInput(event);
    const unit = goods.get(event.currentTarget.value);
    if (unit !== undefined && textAt(values, beside) === '') change(beside, unit);
  };
  return <Suggested common={{ ...common, onInput }} options={[...goods.keys()]} />;
}

function Suggested({
  common,
  options,
}: {
  readonly common: Common;
  readonly options: readonly string[];
}): JSX.Element {
  const list = `${common.id}-list`;
  return (
    <>
      <input {...common} list={list} autoComplete="off" />
      <datalist id={list}>
        {options.map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
    </>
  );
}
