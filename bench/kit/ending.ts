/** What was started and has to be ended, last first. It is ended also when the bench fails or is interrupted. */
const ends: (() => Promise<unknown>)[] = [];

export function atTheEnd(end: () => Promise<unknown>): void {
  ends.push(end);
}

export async function endAll(): Promise<void> {
  for (let end = ends.pop(); end; end = ends.pop()) {
    await end().catch((error: unknown) => console.error(`  could not be ended: ${String(error)}`));
  }
}
