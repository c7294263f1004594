import { words } from "./pack-words.ts";

/**
 * Plain JSON data as one short string: member names and words that come again and
 * again are one character, hashes are bytes, a text that occurs twice is written once.
 * An observation takes about 300 characters so (as objects 2,500 bytes), which is what
 * a worker can afford to keep of each of a hundred thousand. Only for memory: nothing
 * packed is ever stored, so the words may change.
 *
 * A value begins with its tag; a member's name is a word, or 0 and a text; 1 ends.
 */
const codes = new Map(words.map((word, i) => [word, String.fromCharCode(i + 2)]));
const end = "\u0001";

/** What is undefined is left out. */
export function pack(value: unknown): string {
  // Joined once: a text grown piece by piece stays a tree of its pieces in memory, twenty times as large.
  const pieces: string[] = [];
  write(pieces, value, new Map());
  return pieces.join("");
}

export function unpack(packed: string): unknown {
  return read({ text: packed, at: 0, seen: [] });
}

function write(out: string[], value: unknown, seen: Map<string, number>): void {
  if (typeof value === "string") out.push(textCode(value, seen));
  else if (typeof value === "number") out.push(numeral(value));
  else if (value === true) out.push("T");
  else if (value === false) out.push("F");
  else if (typeof value !== "object" || value === null) out.push("N");
  else if (Array.isArray(value)) {
    out.push("a");
    for (const item of value) write(out, item, seen);
    out.push(end);
  } else writeMembers(out, value as { [key: string]: unknown }, seen);
}

function writeMembers(out: string[], value: { [key: string]: unknown }, seen: Map<string, number>): void {
  out.push("o");
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member === undefined) continue;
    out.push(codes.get(key) ?? `\u0000${counted(key)}`);
    write(out, member, seen);
  }
  out.push(end);
}

/** Whole seconds are what times of a cluster are made of. */
function numeral(value: number): string {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return `d${String(value)};`;
  return value !== 0 && value % 1000 === 0 ? `t${(value / 1000).toString(36)};` : `i${value.toString(36)};`;
}

const most = 60_000;

function counted(text: string): string {
  return text.length < most ? String.fromCharCode(text.length) + text : `\uffff${text.length.toString(36)};${text}`;
}

function textCode(text: string, seen: Map<string, number>): string {
  const code = codes.get(text);
  if (code !== undefined) return `w${code}`;
  if (text.length > 3 && seen.size < most) {
    const before = seen.get(text);
    if (before !== undefined) return `r${String.fromCharCode(before)}`;
    seen.set(text, seen.size);
  }
  if (text.length < 32 || text.length > 200) return `s${counted(text)}`;
  if (text.length === 36 && uuid.test(text)) return `u${bytesOf(text.replaceAll("-", ""), 0)}`;
  let hex = text.length;
  while (hex > 0 && digits[text.charCodeAt(hex - 1)] !== undefined) hex -= 1;
  if ((text.length - hex) % 2 === 1) hex += 1;
  return text.length - hex < 16 ? `s${counted(text)}` : `h${counted(text.slice(0, hex))}${counted(bytesOf(text, hex))}`;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** The value of a hexadecimal digit, by its character. */
const digits: (number | undefined)[] = [];
for (let i = 0; i < 16; i++) digits[i.toString(16).charCodeAt(0)] = i;
const pairs = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

function bytesOf(text: string, from: number): string {
  let bytes = "";
  for (let i = from; i < text.length; i += 2) {
    bytes += String.fromCharCode(((digits[text.charCodeAt(i)] ?? 0) << 4) | (digits[text.charCodeAt(i + 1)] ?? 0));
  }
  return bytes;
}

function hexOf(bytes: string): string {
  let hex = "";
  for (let i = 0; i < bytes.length; i++) hex += pairs[bytes.charCodeAt(i)];
  return hex;
}

type Reader = { readonly text: string; at: number; readonly seen: string[] };

function read(r: Reader): unknown {
  const tag = r.text[r.at++];
  switch (tag) {
    case "T":
      return true;
    case "F":
      return false;
    case "N":
      return null;
    case "i":
      return Number.parseInt(until(r), 36);
    case "t":
      return Number.parseInt(until(r), 36) * 1000;
    case "d":
      return Number(until(r));
    case "a":
      return readItems(r);
    case "o":
      return readMembers(r);
    default:
      return readText(r, tag);
  }
}

function readItems(r: Reader): unknown[] {
  const items: unknown[] = [];
  while (r.text[r.at] !== end) items.push(read(r));
  r.at += 1;
  return items;
}

function readMembers(r: Reader): { [key: string]: unknown } {
  const out: { [key: string]: unknown } = {};
  for (let code = r.text.charCodeAt(r.at++); code !== 1; code = r.text.charCodeAt(r.at++)) {
    const key = code === 0 ? readCounted(r) : (words[code - 2] as string);
    const value = read(r);
    if (key !== "__proto__") out[key] = value;
  }
  return out;
}

function readText(r: Reader, tag: string | undefined): string {
  if (tag === "w") return words[r.text.charCodeAt(r.at++) - 2] as string;
  if (tag === "r") return r.seen[r.text.charCodeAt(r.at++)] as string;
  const text = tag === "h" ? readCounted(r) + hexOf(readCounted(r)) : tag === "u" ? readUuid(r) : readCounted(r);
  if (text.length > 3 && r.seen.length < most) r.seen.push(text);
  return text;
}

function readUuid(r: Reader): string {
  const hex = hexOf(r.text.slice(r.at, r.at + 16));
  r.at += 16;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function readCounted(r: Reader): string {
  const first = r.text.charCodeAt(r.at++);
  const length = first === 0xffff ? Number.parseInt(until(r), 36) : first;
  const text = r.text.slice(r.at, r.at + length);
  r.at += length;
  return text;
}

function until(r: Reader): string {
  const stop = r.text.indexOf(";", r.at);
  const text = r.text.slice(r.at, stop);
  r.at = stop + 1;
  return text;
}
