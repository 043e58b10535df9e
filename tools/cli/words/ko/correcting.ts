import type { TranslationOf } from '../../../../dashboard/words/catalogue.ts';
import type { correcting as english } from '../en/correcting.ts';

export const correcting: TranslationOf<typeof english> = {
  'exception.id': '"exceptions"가 표시하는 번호',
  'exception.json': '{ exceptionId, queue }를 JSON으로 표시합니다',
  'exception.none':
    '예외 {id}이(가) 없거나 그 뒤 기장되었습니다. "npm run relief -- exceptions"로 목록을 볼 수 있습니다',
  'exception.final':
    '{id}은(는) 거절되었습니다({reason}). 거절은 최종입니다. {done}은(는) 보류된 예외만 할 수 있습니다',
  'exception.noEvent': '{id}에는 {done}할 메시지가 없습니다',
  'exception.stillHeld': '{id}은(는) 아직 보류되어 있습니다',
  retried: '재처리',
  withdrawn: '철회',
  'retry.help': '보류된 예외를 다시 처리하게 합니다.',
  'retry.about': `
보류된 것은 기다리는 것이 오면 저절로 다시 처리됩니다. 이 명령은 지금 바로 다시 처리하게 합니다.
`,
  'retry.done': '{id}을(를) 다시 처리합니다',
  'void.help': '기장되거나 보류된 잘못된 메시지를 통째로 취소합니다.',
  'void.source': '장부와 "exceptions"가 표시하는, 메시지를 보낸 곳',
  'void.id': '메시지 번호',
  'void.reason': '잘못된 이유',
  'void.queue': '메시지가 들어온 대기열',
  'void.group': '그 대기열의 메시지 그룹',
  'void.json': '{ source, id, queue, group }를 JSON으로 표시합니다',
  'void.about': `
아직 도착한 것이 없는 발송, 도착, 손실, 실사, 자금, 이관은 관련된 모든 장부에서 되돌립니다. 여러 행이 든 메시지는 보류된
행을 철회합니다. 기장된 수령과 지급은 반납과 지급 취소로 되돌립니다. 메시지가 간 곳은 API가 알려 줍니다. 아직 처리되지
않은 메시지는 --queue와 --group으로 지정하십시오.
`,
  'void.sent': '{source} {id}의 취소를 {queue}(으)로 보냈습니다',
  'void.together': '--queue와 --group은 함께 써야 합니다',
  'void.undecided':
    '{source} {id}은(는) 아직 처리되지 않았습니다. 이미 보낸 것이면 --queue와 --group으로 간 곳을 지정하십시오',
  'withdraw.help': '보류된 것이 저절로 기장되지 않도록 철회합니다.',
  'withdraw.id': '"exceptions"가 표시하는 항목 하나',
  'withdraw.import': '번호가 이렇게 시작하는 메시지 가운데 보류된 것 모두, 예: "handovers-"',
  'withdraw.source': '이곳에서 보낸 메시지 가운데 보류된 것 모두',
  'withdraw.order': '이 지시에 대한 것만. -를 쓰면 지시를 적지 않은 것만',
  'withdraw.location': '이 거점의 것만',
  'withdraw.on': '이날 기록된 것만 (YYYY-MM-DD)',
  'withdraw.dryRun': '철회할 것만 알려 줍니다',
  'withdraw.about': `
철회한 것은 "withdrawn"(기장되기 전에 철회됨) 사유로 거절됩니다. 기장된 것은 그대로 있으며, "void", 반납, 지급 취소로
되돌립니다. 반입한 것을 철회하면 행이 몇 개이든 메시지마다 취소를 하나씩 보냅니다. 중간에 멈췄으면 다시 실행하십시오.
같은 이유로 다시 실행하면 같은 취소를 보내며, 이미 철회된 것은 빠집니다.
`,
  'withdraw.done': '{id}을(를) 철회합니다',
  'withdraw.one':
    '예외 하나를 지정하거나, --import나 --source로 반입한 것을 지정하십시오. 둘 다 쓸 수는 없습니다',
  'withdraw.why': '--reason으로 잘못된 이유를 적으십시오',
  'withdraw.progress': '철회하는 중',
  'withdraw.looking': '보류된 것을 찾는 중',
  'withdraw.imports': '건',
  'withdraw.summary': '{rows}을 {voids}으로 철회합니다',
  'withdraw.rows': '보류된 {count}행',
  'withdraw.voids': '취소 {count}건',
  'withdraw.noOrder': '{order} 지시를 적은 것 가운데 보류된 것이 없습니다',
  'withdraw.none.both':
    '{source}에서 보낸 메시지 가운데 번호가 {prefix}(으)로 시작하면서 보류된 것이 없거나, 이미 철회하는 중입니다',
  'withdraw.none.prefix':
    '번호가 {prefix}(으)로 시작하는 메시지 가운데 보류된 것이 없거나, 이미 철회하는 중입니다',
  'withdraw.none.source': '{source}에서 보낸 메시지 가운데 보류된 것이 없거나, 이미 철회하는 중입니다',
  'column.type': '종류',
  'column.day': '날짜',
  'column.sender': '보낸 곳',
  'column.events': '메시지',
  'column.held': '보류',
  'note.help': '예외나 이상 징후에 대해 알아낸 것을 적습니다.',
  'note.id': '"exceptions"나 "anomalies"가 표시하는 번호',
  'note.text': '알아낸 것',
  'note.state': '이제부터의 처리 상태(open 미처리, looked-into 확인 중, explained 해명됨)',
  'note.owner': '이제부터의 담당자',
  'note.json': '{ id }를 JSON으로 표시합니다',
  'note.about': `
메모는 장부를 바꾸지 않으며 지워지지 않습니다. 달라진 것은 나중의 메모로 적습니다.
`,
  'note.noId':
    '{id}은(는) 예외나 이상 징후의 번호가 아닙니다. "exceptions"와 "anomalies"로 번호를 볼 수 있습니다',
  'note.sent': '{id}에 대한 메모를 보냈습니다',
  'cards.help': '배급소가 담당하는 세대의 카드를 표시하거나, 카드 하나를 새로 만듭니다.',
  'cards.centre': '카드를 표시할 배급소',
  'cards.order': '카드에 받을 것을 적을 지시',
  'cards.renew': '이 세대의 코드를 새로 만들고 전의 코드를 없앱니다',
  'cards.about': `
토큰을 가진 사람은 그 세대로 여겨집니다. 카드를 인쇄한 다음 파일을 지우십시오. 화면에서는 QR 코드와 함께 인쇄합니다.
`,
  'cards.notFound': '{id}을(를) 찾을 수 없습니다',
  'cards.renewed': '{id}에 새 카드를 만듭니다. 이제부터 전의 카드로는 아무것도 열 수 없습니다',
  'cards.which': '배급소와 지시를 지정하십시오: --centre <centreId> --order <orderId>',
  'publish.help': '지시의 공개 화면을 누구나 볼 수 있게 열거나 닫습니다.',
  'publish.close': '다시 닫습니다',
  'publish.json': '{ orderId, isPublic }을 JSON으로 표시합니다',
  'publish.about': `
거점별로 들어온 것, 전달한 것, 있는 것을 보여 줍니다. 이름은 없으며, 세대가 적은 곳의 수치도 없습니다.
`,
  'publish.opened': '{order}의 공개 화면을 엽니다: /orders/{order}/public',
  'publish.closed': '{order}의 공개 화면을 닫습니다: /orders/{order}/public',
};
