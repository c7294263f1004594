/** "1 cluster", "4 clusters". */
export function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
