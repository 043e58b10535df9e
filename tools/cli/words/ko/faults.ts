import type { TranslationOf } from '../../../../dashboard/words/catalogue.ts';
import { files } from '../../../../dashboard/writing/words/ko/files.ts';
import { frame } from '../../../../dashboard/writing/words/ko/frame.ts';
import type { faults as english } from '../en/faults.ts';

export const faults: TranslationOf<typeof english> = {
  expected: '필요한 값: {expected}',
  found: '필요한 값: {expected}, 적힌 값: {found}',
  rejected: '거절됨: {reason}',
  'workbook.old': '{file}은(는) 옛 엑셀 파일(.xls)입니다. .xlsx나 "CSV UTF-8"로 저장하십시오',
  'workbook.broken': '{file}을(를) 엑셀 파일로 읽을 수 없습니다: {said}',
  'warning.line': '{line}번째 줄: {warning}',
  'warning.unknown-goods': '{order}에는 {commodity} 품목이 없습니다. 있는 품목: {goods}',
  'warning.misspelt-goods': '{order}에는 {commodity} 품목이 없습니다. {meant}입니까?',
  'warning.other-unit': '{order}에서 {commodity}의 단위는 {unit} 단위가 아니라 {planned} 단위입니다',
  'warning.outside-area': '{order}의 대상 지역에 {place} 배급소는 들어 있지 않습니다',
  'warning.beyond-plan':
    '{place}: 파일에는 {commodity} {quantity} {unit}이(가) 있지만 {order}의 계획은 모두 {planned} {unit}입니다. 단위가 틀렸습니까? ({kind})',
  'warning.other-currency': '{order}의 통화는 {currency}이(가) 아니라 {planned}입니다',
  'warning.sent-elsewhere': '{waybill}의 도착지는 {place}이(가) 아니라 {to}입니다',
  'warning.arrived-before': '{waybill}은(는) 이미 도착했습니다. 두 번 보고한 것입니까?',
  'warning.strangers':
    '파일의 세대 {looked}개 가운데 {unknown}개가 등록되어 있지 않습니다. 다른 배급소의 파일입니까?',
};

/** The sentences of the page, with the options of the command where the page names its fields. */
export const expectations = {
  ...frame,
  ...files,
  'file.expected.number': '어느 나라에서나 같게 읽는 수. 아니면 --decimal point나 --decimal comma를 쓰십시오',
  'file.expected.columnOr': '{column} 열, 또는 옵션 {option}',
  'file.expected.dateBeside': 'date 열이나 --date로 적은 날짜',
  'file.expected.timeOfCount': 'time 열이나 --time으로 적은 실사 시각',
  'file.expected.when': 'date 열이나 time 열, 또는 --date나 --time',
  'file.expected.encoding': '{encoding} ("CSV UTF-8"로 저장하거나 --encoding cp949를 쓰십시오)',
};
