/** The words of the page of a card, in each of its languages. */
import { figures as enFigures } from '../words/en/figures.ts';
import { figures as koFigures } from '../words/ko/figures.ts';

const en = {
  language: 'English',
  title: 'Relief card',
  household: 'Household {id}',
  people: '{n} people',
  centre: 'Centre {id}',
  loading: 'Loading…',
  noCard: 'Open this page with the QR code of your card, or type what stands under it.',
  token: 'Number of the card',
  open: 'Open',
  wrongCard: 'This card is not valid. It may have been replaced. Ask at your centre for a new one.',
  tooOften: 'This card was opened too often. Try again in a minute.',
  unreachable: 'There is no connection. Try again.',
  retry: 'Try again',
  active: 'In force',
  ended: 'Ended',
  cancelled: 'Cancelled',
  goods: 'Goods',
  due: 'Due',
  released: 'Released so far',
  received: 'You received',
  remaining: 'Still to come',
  money: 'Money',
  paid: 'You were paid',
  booked: 'What the records say you got',
  nothingBooked: 'Nothing yet.',
  gotAll: 'I got this',
  gotLess: 'I got less',
  gotNothing: 'I got nothing',
  saidAll: 'You said: I got this',
  saidLess: 'You said: I got less',
  saidNothing: 'You said: I got nothing',
  howMuch: 'How much did you get? Change what is wrong. If you don’t know, leave it as it is.',
  note: 'Anything else?',
  send: 'Send',
  cancel: 'Cancel',
  sent: 'Thank you. It was sent.',
  notSent: 'It was not sent. Try again.',
  complain: 'Make a complaint',
  about: 'What is it about?',
  'not-received': 'I did not get it',
  'received-less': 'I got less',
  'left-out': 'I was left out',
  quality: 'Bad quality',
  conduct: 'How somebody behaved',
  other: 'Something else',
  text: 'What happened?',
  yourComplaints: 'Your complaints',
  answerBy: 'An answer is due by {date}',
  overdue: 'The answer is late: it was due by {date}',
  answered: 'Answered',
  upheld: 'You were right',
  'not-upheld': 'We found no fault',
  referred: 'It was passed on',
  withdrawn: 'It was withdrawn',
  private: 'Whoever has this card can see this page. Only those who answer complaints read what you write.',
};

export type Words = typeof en;

const ko: Words = {
  language: '한국어',
  title: '구호 카드',
  household: '세대 {id}',
  people: '{n}명',
  centre: '배급소 {id}',
  loading: '불러오는 중…',
  noCard: '카드의 QR 코드로 이 페이지를 여시거나, 그 아래에 적힌 번호를 입력하십시오.',
  token: '카드 번호',
  open: '열기',
  wrongCard: '이 카드는 유효하지 않습니다. 새 카드로 바뀌었을 수 있습니다. 배급소에 문의하십시오.',
  tooOften: '이 카드를 너무 자주 열었습니다. 1분 뒤에 다시 시도하십시오.',
  unreachable: '연결되지 않습니다. 다시 시도하십시오.',
  retry: '다시 시도',
  active: '시행 중',
  ended: '종료됨',
  cancelled: '취소됨',
  goods: '물자',
  due: '받을 양',
  released: '지금까지 공급 허용량',
  received: '받은 양',
  remaining: '남은 양',
  money: '지원금',
  paid: '지급된 금액',
  booked: '기록상 받으신 것',
  nothingBooked: '아직 없습니다.',
  gotAll: '받았습니다',
  gotLess: '덜 받았습니다',
  gotNothing: '받지 못했습니다',
  saidAll: '답변: 받았습니다',
  saidLess: '답변: 덜 받았습니다',
  saidNothing: '답변: 받지 못했습니다',
  howMuch: '얼마나 받으셨습니까? 틀린 양을 고치십시오. 모르시면 그대로 두십시오.',
  note: '더 하실 말씀이 있습니까?',
  send: '보내기',
  cancel: '취소',
  sent: '감사합니다. 전송되었습니다.',
  notSent: '전송되지 않았습니다. 다시 시도하십시오.',
  complain: '신고하기',
  about: '무엇에 관한 것입니까?',
  'not-received': '받지 못했습니다',
  'received-less': '덜 받았습니다',
  'left-out': '명단에서 빠졌습니다',
  quality: '품질이 나쁩니다',
  conduct: '누군가의 행동',
  other: '기타',
  text: '무슨 일이 있었습니까?',
  yourComplaints: '내 신고',
  answerBy: '{date}까지 답변 예정',
  overdue: '답변이 늦어지고 있습니다. 기한: {date}',
  answered: '답변됨',
  upheld: '신고가 인정되었습니다',
  'not-upheld': '문제가 확인되지 않았습니다',
  referred: '다른 기관에 전달되었습니다',
  withdrawn: '취하되었습니다',
  private:
    '이 카드를 가진 사람은 누구나 이 페이지를 볼 수 있습니다. 쓰신 내용은 신고를 담당하는 사람만 읽습니다.',
};

/** A language with its words, and which way it is written. */
export interface Language {
  readonly code: string;
  readonly direction: 'ltr' | 'rtl';
  readonly words: Words;
  /** Names of goods and units, by `commodity.` or `unit.` and their name in the books. */
  readonly names: Names;
}

type Names = Readonly<Record<string, string | { readonly one?: string; readonly other: string }>>;

export const languages: readonly [Language, ...Language[]] = [
  { code: 'en', direction: 'ltr', words: en, names: enFigures },
  { code: 'ko', direction: 'ltr', words: ko, names: koFigures },
];

/** What goods are called; what has no word keeps the name that it has in the books. */
export const commodityName = ({ names }: Language, commodity: string): string =>
  formOf(names[`commodity.${commodity.replace(/ /g, '-')}`], 2) ?? commodity;

/** What a unit is called, of so many. */
export const unitName = ({ names }: Language, unit: string, count: number): string =>
  formOf(names[`unit.${unit}`], count) ?? unit;

const formOf = (name: Names[string] | undefined, count: number): string | undefined =>
  typeof name === 'object' ? ((count === 1 ? name.one : undefined) ?? name.other) : name;

/** The first language that a reader has and the page too. */
export const languageOf = (wanted: readonly string[]): Language => {
  for (const tag of wanted) {
    const found = languages.find(({ code }) => tag === code || tag.startsWith(`${code}-`));
    if (found !== undefined) return found;
  }
  return languages[0];
};

export const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
