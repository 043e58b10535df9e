import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  complaintFigures,
  countAnswer,
  countComplaint,
  countStatement,
  emptyAssuranceTally,
} from '../../shared/domain/assurance-tally.ts';
import { lawful } from '../support/lawful.ts';

describe('statements', () => {
  it('are counted by what each household said last of a receipt', () => {
    const first = countStatement(emptyAssuranceTally, undefined, 'received');
    const second = countStatement(first, undefined, 'less');
    expect(second.statements).toEqual({ received: 1, less: 1, 'not-received': 0 });
    expect(countStatement(second, 'less', 'not-received').statements).toEqual({
      received: 1,
      less: 0,
      'not-received': 1,
    });
    expect(countStatement(second, 'less', 'less').statements).toEqual(second.statements);
    expect(emptyAssuranceTally.statements).toEqual({ received: 0, less: 0, 'not-received': 0 });
  });
});

describe('complaints', () => {
  const two = countComplaint(countComplaint(emptyAssuranceTally, '2020-08-20'), '2020-08-22');

  it('are open, and overdue from the day after an answer was due', () => {
    expect(complaintFigures(two, '2020-08-20')).toMatchObject({ open: 2, overdue: 0 });
    expect(complaintFigures(two, '2020-08-21')).toMatchObject({ open: 2, overdue: 1 });
    expect(complaintFigures(two, '2020-08-23')).toMatchObject({ open: 2, overdue: 2 });
  });

  it('that are answered are open no more, and no day keeps a count of none', () => {
    const answered = countAnswer(two, '2020-08-20', 3);
    expect([...answered.unanswered]).toEqual([['2020-08-22', 1]]);
    expect(complaintFigures(answered, '2020-08-30')).toEqual({
      open: 1,
      overdue: 1,
      answered: 1,
      medianDays: 3,
    });
  });

  it('have no median while none is answered', () => {
    expect(complaintFigures(two, '2020-08-20').medianDays).toBeNull();
  });

  it('have the median of the list of all their days, in whatever order they were answered', () => {
    lawful(
      fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 30 }), (days) => {
        const tally = days.reduce((sum, day) => countAnswer(sum, '2020-08-20', day), emptyAssuranceTally);
        const sorted = [...days].sort((one, other) => one - other);
        const middle = sorted.length / 2;
        const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
        expect(complaintFigures(tally, '2020-08-20').medianDays).toBe((low + high) / 2);
      }),
    );
  });
});
