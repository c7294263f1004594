/** What Git calls no object: a ref that is made comes from it, one that is deleted goes to it. */
export const zeros = "0".repeat(40);
