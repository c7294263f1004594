/** Epoch milliseconds as a `datetime-local` input wants them, in the reader's zone. */
export function toLocalInput(at: number): string {
  const date = new Date(at);
  // Not by the zone's offset: while a year is typed it is the year 2, and 20, when zones had offsets with seconds.
  const days = [padded(date.getFullYear(), 4), padded(date.getMonth() + 1), padded(date.getDate())];
  return `${days.join("-")}T${padded(date.getHours())}:${padded(date.getMinutes())}`;
}

function padded(part: number, length = 2): string {
  return String(part).padStart(length, "0");
}

/** The other way; undefined where nothing, or nothing readable, was typed. */
export function fromLocalInput(text: string): number | undefined {
  const at = Date.parse(text);
  return text === "" || Number.isNaN(at) ? undefined : at;
}
