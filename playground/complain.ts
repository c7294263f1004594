/** What goes wrong in the box is told on stderr and does not end it. */
export function complain(error: unknown): void {
  console.error("playground:", error instanceof Error ? error.message : error);
}
