/** How much one transaction of the tables holds, and with it the largest batch. */

/** Items that one transaction may hold (DynamoDB: TransactWriteItems). */
export const transactionItems = 100;

/**
 * Rows of the largest batch that is one transaction: beside them stand the book's entry, the check of its fence and
 * the claim of the event; for a payer, whose fence announces no order version, the check of the order too.
 */
export const maxRowsOfBatch = { receipts: transactionItems - 3, payments: transactionItems - 4 } as const;
