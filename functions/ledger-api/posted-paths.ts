/** What is posted, by its path. */

/** What the intake takes, on a path that this API answers. */
export const intakePath = '/events';
/** What the holder of a card sends, which a function of its own takes. */
export const cardPaths = ['/card/statements', '/card/complaints'] as const;
/** A question that is too long for an address. */
export const previewPath = '/orders/preview';
/** What a coordinator decides about a device, on a path that answers questions too. */
export const devicesPath = '/devices';
