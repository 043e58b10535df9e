import type { TranslationOf } from '../catalogue.ts';
import type { write as english } from '../en/write.ts';

export const write: TranslationOf<typeof english> = {
  'view.write': '입력',
  'write.receive': '송장 도착 입력',
  'write.count': '재고 실사',
  'write.lose': '손실 입력',
  'write.dispatch': '물자 발송',
  'write.close': '송장 종결',
  'write.transfer': '다른 지시로 물자 이관',
  'write.handover': '물자 전달',
  'write.return': '물자 반납',
  'write.missed': '공급하지 못한 세대 입력',
  'write.pay': '생활비 지급',
  'write.reverse': '지급 취소',
  'write.fund': '지급 기관에 자금 교부',
  'write.households': '세대 등록',
  'write.leave': '세대를 등록에서 제외',
  'write.erase': '세대 이름 삭제',
  'write.locations': '거점 등록',
  'write.issue': '지시 발령',
  'write.amend': '지시 개정',
  'write.cancel': '지시 취소',
  'write.audit': '감사 시작',
  'write.observe': '방문 결과 입력',
  'write.void': '잘못된 입력 취소',
  'write.correct': '고쳐서 다시 보내기',
};
