/** The page of a household's card: what it is due and got, and what it has to say about it. */
import type { CardAnswer } from '../../shared/contract/answers/cards.ts';
import { askForCard, tell } from './card-service.ts';
import { button, element, fill, labelled } from './elements.ts';
import { type CardLine, lessMoneyOf, lessOf } from './less.ts';
import {
  commodityName,
  filled,
  type Language,
  languageOf,
  languages,
  unitName,
  type Words,
} from './words.ts';

type CardOrder = CardAnswer['orders'][number];
type CardDocument = CardOrder['receipts'][number];

const root = document.body;
let language: Language = languageOf(navigator.languages ?? [navigator.language]);

/** As it stands in the address; what cannot be decoded is no card's number. */
function tokenNow(): string {
  const token = location.hash.slice(1);
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

/** Counts what was asked to be shown: an answer that comes late is dropped. */
let asked = 0;

/** What is being complained of, which outlasts another language and a failure. */
const written = { token: '', kind: '', text: '' };

/** The day of an instant where the phone is. */
const dayOf = (at: string): string => {
  const day = new Date(at);
  const two = (n: number): string => `0${n}`.slice(-2);
  return [day.getFullYear(), two(day.getMonth() + 1), two(day.getDate())].join('-');
};

/** Texts of several lines travel as one. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

async function show(): Promise<void> {
  const { words, code, direction } = language;
  document.documentElement.lang = code;
  document.documentElement.dir = direction;
  document.title = words.title;
  const token = tokenNow();
  asked += 1;
  const own = asked;
  if (token !== written.token) Object.assign(written, { token, kind: '', text: '' });
  if (token === '') return render(askForToken(words));
  render(element('p', {}, words.loading));
  const found = await askForCard(token);
  if (own !== asked) return;
  if (found.is === 'card') return render(...cardParts(found.card, token, words));
  render(
    element('p', { role: 'alert' }, words[found.is]),
    button(words.retry, () => void show()),
  );
}

function render(...parts: readonly Node[]): void {
  const { title } = language.words;
  const header = element('header', {}, element('h1', {}, title), ...languageButtons());
  fill(root, header, element('main', {}, ...parts));
}

const languageButtons = (): readonly HTMLElement[] =>
  languages
    .filter(({ code }) => code !== language.code)
    .map((other) => {
      const choice = button(other.words.language, () => {
        language = other;
        void show();
      });
      choice.lang = other.code;
      return choice;
    });

function askForToken(words: Words): HTMLElement {
  const field = element('input', { autocomplete: 'off', required: true });
  const form = element(
    'form',
    {},
    element('p', {}, words.noCard),
    labelled(words.token, field),
    element('button', {}, words.open),
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    location.hash = field.value.replace(/\s/g, '');
  };
  return form;
}

const cardParts = (card: CardAnswer, token: string, words: Words): readonly Node[] => [
  element(
    'p',
    { className: 'who' },
    [
      filled(words.household, { id: card.householdId }),
      filled(words.people, { n: card.persons }),
      filled(words.centre, { id: card.centreId }),
    ].join(' · '),
  ),
  ...card.orders.map((order) => orderPart(order, token, words)),
  complaintPart(card, token, words),
  ...complaintList(card, words),
  element('p', { className: 'note' }, words.private),
];

function orderPart(order: CardOrder, token: string, words: Words): HTMLElement {
  const { title, status, stipend, receipts } = order;
  return element(
    'section',
    {},
    element('h2', {}, title),
    element('p', {}, words[status]),
    goodsTable(order, words),
    stipend &&
      element(
        'p',
        {},
        `${words.money}: ${words.due} ${stipend.due} ${stipend.currency} · ${words.paid} ${stipend.paid} ${stipend.currency}`,
      ),
    element('h3', {}, words.booked),
    ...(receipts.length === 0 ? [element('p', {}, words.nothingBooked)] : []),
    ...receipts.map((one) => documentPart(one, order.orderId, token, words)),
  );
}

function goodsTable({ entitlements }: CardOrder, words: Words): HTMLElement {
  const heads = [words.goods, words.due, words.released, words.received, words.remaining];
  const table = element(
    'table',
    {},
    element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head))),
    ...entitlements.map(({ commodity, unit, entitled, released, received, outstanding }) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, goodsIn(commodity, unit)),
        ...[entitled, released, received, outstanding].map((n) => element('td', {}, String(n))),
      ),
    ),
  );
  return element('div', { className: 'wide' }, table);
}

/** Goods with the unit that figures of them are in. */
const goodsIn = (commodity: string, unit: string | undefined): string =>
  commodityName(language, commodity) + (unit === undefined ? '' : ` (${unitName(language, unit, 2)})`);

const lineText = ({ commodity, quantity, unit }: CardLine): string =>
  `${commodityName(language, commodity)} ${quantity} ${unit === undefined ? '' : unitName(language, unit, quantity)}`.trim();

const saidOf = { received: 'saidAll', less: 'saidLess', 'not-received': 'saidNothing' } as const;

function documentPart(one: CardDocument, orderId: string, token: string, words: Words): HTMLElement {
  const { reference, at, lines = [], amount, currency = '', statement } = one;
  const what = [...lines.map(lineText), ...(amount === undefined ? [] : [`${amount} ${currency}`])].join(
    ', ',
  );
  const about = { orderId, reference };
  const actions = element('div', { className: 'actions' });
  const say = async (body: object): Promise<void> =>
    report(actions, await tell(token, 'statements', { ...about, ...body }), words);
  actions.append(
    button(words.gotAll, () => void say({ statement: 'received' })),
    button(words.gotLess, () => fill(actions, lessForm(one, say, words))),
    button(words.gotNothing, () => void say({ statement: 'not-received' })),
  );
  return element(
    'article',
    {},
    element('p', {}, `${dayOf(at)}: ${what}`),
    statement && element('p', { className: 'said' }, words[saidOf[statement]]),
    actions,
  );
}

/** What was booked stands in the fields: whoever changes one says nothing of the others. */
function lessForm(
  { lines = [], amount, currency = '' }: CardDocument,
  say: (body: object) => Promise<void>,
  words: Words,
): HTMLElement {
  const fields = (amount === undefined ? lines : []).map((line) => ({
    line,
    field: numberField(line.quantity),
  }));
  const money = amount === undefined ? undefined : numberField(amount);
  const note = element('textarea', { maxLength: 900, rows: 2 });
  const form = element(
    'form',
    {},
    element('p', {}, words.howMuch),
    ...fields.map(({ line, field }) => labelled(goodsIn(line.commodity, line.unit), field)),
    money && labelled(currency, money),
    labelled(words.note, note),
    element('button', {}, words.send),
    button(words.cancel, () => void show()),
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    const text = oneLine(note.value);
    const got = fields.map(({ line, field }) => ({ ...line, quantity: Number(field.value) }));
    void say({
      ...(amount === undefined ? lessOf(lines, got) : lessMoneyOf(amount, Number(money?.value))),
      ...(text !== '' && { note: text }),
    });
  };
  return form;
}

const numberField = (booked: number): HTMLInputElement =>
  element('input', {
    type: 'number',
    inputMode: 'decimal',
    min: '0',
    max: String(booked),
    step: 'any',
    required: true,
    value: String(booked),
  });

/** What was sent shows once it is in the books: the page is asked for again at a touch. */
function report(place: HTMLElement, isSent: boolean, words: Words): void {
  fill(place, element('p', { role: 'status' }, isSent ? words.sent : words.notSent));
  if (!isSent) place.append(button(words.retry, () => void show()));
}

const kinds = ['not-received', 'received-less', 'left-out', 'quality', 'conduct', 'other'] as const;

function complaintPart({ orders }: CardAnswer, token: string, words: Words): HTMLElement {
  const kind = element('select', {}, ...kinds.map((name) => element('option', { value: name }, words[name])));
  const text = element('textarea', { maxLength: 1900, rows: 4, value: written.text });
  if (written.kind !== '') kind.value = written.kind;
  const send = element('button', {}, words.send);
  const form = element('form', {}, labelled(words.about, kind), labelled(words.text, text), send);
  form.oninput = () => Object.assign(written, { kind: kind.value, text: text.value });
  const order = orders.find(({ status }) => status === 'active') ?? orders[0];
  form.onsubmit = async (event) => {
    event.preventDefault();
    const said = oneLine(text.value);
    const body = {
      kind: kind.value,
      ...(order !== undefined && { orderId: order.orderId }),
      ...(said !== '' && { text: said }),
    };
    // The second of two taps would be another complaint.
    send.disabled = true;
    const isSent = await tell(token, 'complaints', body);
    if (isSent) Object.assign(written, { kind: '', text: '' });
    report(form, isSent, words);
  };
  return element('section', {}, element('h2', {}, words.complain), form);
}

function complaintList({ complaints }: CardAnswer, words: Words): readonly Node[] {
  if (complaints.length === 0) return [];
  const rows = complaints.map(({ kind, status, dueOn, time, outcome, answer }) =>
    element(
      'article',
      {},
      element('p', {}, `${dayOf(time)}: ${words[kind]}`),
      element(
        'p',
        { className: 'said' },
        outcome === undefined
          ? filled(status === 'overdue' ? words.overdue : words.answerBy, { date: dueOn })
          : `${words.answered}: ${words[outcome]}`,
      ),
      answer === undefined ? undefined : element('p', {}, answer),
    ),
  );
  return [element('section', {}, element('h2', {}, words.yourComplaints), ...rows)];
}

addEventListener('hashchange', () => void show());
void show();
