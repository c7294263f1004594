/** Epoch milliseconds as a `datetime-local` input wants them, in the reader's zone. */
export function toLocalInput(at: number): string {
  const date = new Date(at);
  const shifted = new Date(at - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The other way; undefined where nothing, or nothing readable, was typed. */
export function fromLocalInput(text: string): number | undefined {
  const at = Date.parse(text);
  return text === "" || Number.isNaN(at) ? undefined : at;
}
