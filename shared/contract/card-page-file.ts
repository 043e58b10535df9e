/** The page of a card, compressed, as it lies beside the bundle of the function that serves it. */
export const cardPageFile = 'card.html.gz';
