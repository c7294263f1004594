/**
 * JSON as Postgres can keep it: its jsonb refuses the NUL character and halves of
 * surrogate pairs, both of which an outside message may carry.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  // Escapes of either kind are rare: the whole value is walked only where one may be in it.
  return /\\u(0000|d[89a-f])/i.test(text) ? JSON.stringify(value, storable) : text;
}

function storable(_: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\uFFFD") : value;
}
