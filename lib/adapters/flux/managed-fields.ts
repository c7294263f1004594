/**
 * `fieldsV1` names every field that a manager owns, each a member of its own: an eighth of a page, and two fifths of the
 * time that it takes to parse one. Only of workloads do we ask whose hand a field is in, so of everything else it is
 * emptied before the rest is parsed. In place: the bytes behind the page given back are no longer a page.
 */
export function withoutFields(page: Buffer): Buffer {
  let kept = 0;
  let from = 0;
  for (let at = page.indexOf(found); at >= 0; at = page.indexOf(found, at + 1)) {
    const open = at + found.length;
    if (!isMember(page, open)) continue;
    const close = endOfObject(page, open);
    // It breaks off: so does the page.
    if (close === undefined) break;
    page.copyWithin(kept, from, open);
    kept += open - from;
    from = close;
    at = close;
  }
  page.copyWithin(kept, from);
  return page.subarray(0, kept + page.length - from);
}

/** As API servers write it; written in another way it is parsed like everything else. */
const member = '"fieldsV1":{';
/** A page is full of quotes and small letters, and has few of these: what is looked for begins with what is rare. */
const found = Buffer.from('V1":{');
const [quote, backslash, opening, closing] = [...Buffer.from('"\\{}')];

function isMember(page: Buffer, open: number): boolean {
  const start = open - member.length;
  // Behind a backslash it is the middle of some text.
  return start > 0 && page[start - 1] !== backslash && page.toString("latin1", start, open) === member;
}

/** Where the object ends that was opened just before. */
function endOfObject(bytes: Buffer, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) at = endOfText(bytes, at + 1);
    else if (byte === opening) depth += 1;
    else if (byte === closing) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return undefined;
}

function endOfText(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}
