import type { TranslationOf } from '../catalogue.ts';
import type { payers as english } from '../en/payers.ts';

export const payers: TranslationOf<typeof english> = {
  'payers.caption': '이 지시의 생활비를 지급한 기관과, 취소를 뺀 지급액입니다.',
  'payers.payer': '지급 기관',
  'payers.none': '이 지시로 지급된 것이 아직 없습니다.',
  'book.funded': '받은 자금',
  'book.left': '남은 자금',
  'book.owed': '지급 기관이 받을 금액',
  'book.households': '지급받은 세대',
  'book.none': '이 지시로 이 지급 기관이 받은 자금이나 지급한 것이 없습니다.',
  'book.chart': '시간에 따른 잔고 ({currency})',
  'book.chart.summary': '출입 {count}건, 현재 잔고 {money}.',
  'own.locations': '담당 거점과, 이 지시에 따라 각 거점이 가진 물자입니다.',
  'book.title': '현금 출납장',
  'book.caption': '기장된 모든 지급과 자금, 잔고입니다. 최근 것부터 보입니다.',
};
