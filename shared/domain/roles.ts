/** What a reader may be: the groups of the user pool, and the values of the claim that names them. */
export const roleNames = ['coordinator', 'auditor', 'centre-staff', 'payer'] as const;
export type RoleName = (typeof roleNames)[number];
