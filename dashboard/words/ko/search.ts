import type { TranslationOf } from '../catalogue.ts';
import type { search as english } from '../en/search.ts';

export const search: TranslationOf<typeof english> = {
  'search.label': '검색: 세대, 이름, 수령증, 송장…',
  'search.found': '검색 결과',
  'search.count': '결과 {count}건.',
  'search.failed': '검색하지 못했습니다. 다시 시도하십시오.',
  'search.narrow.q': '더 있습니다. 더 길게 입력하십시오.',
  'search.narrow.locationId':
    '배급소가 너무 많아 이름으로 모두 찾을 수 없습니다. 번호 전체를 입력하거나 먼저 배급소를 여십시오.',
  'search.narrow.orderId': '다른 지시의 수령과 지급은 그 지시를 열면 찾을 수 있습니다.',
  'search.kind.household': '세대',
  'search.kind.receipt': '수령증',
  'search.kind.payment': '지급',
  'search.kind.waybill': '송장',
  'search.kind.event': '메시지',
  'search.kind.location': '거점',
  'search.kind.order': '지시',
  'search.status.held': '보류됨',
  'search.status.rejected': '거절됨',
  'event.title': '메시지 {id}',
  'event.source': '보낸 곳: {source}',
  'event.recorded': '{at}에 기록됨',
  'event.voided': '다음 메시지로 취소됨:',
  'event.status.posted': '기장됨',
  'event.status.held': '보류됨',
  'event.status.rejected': '거절됨',
  'event.status.mixed': '일부 기장됨',
  'event.rows': '행별 결과',
  'event.row.number': '번호',
  'event.row.household': '세대',
  'event.row.status': '결과',
};
