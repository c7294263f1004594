/** Thrown where a text is not surely in the plain part of YAML: it is no error, and says nothing. */
export const notPlain = new Error("This is not in the plain part of YAML.");

export function refuse(): never {
  throw notPlain;
}

export type Written = { text: string; style: "plain" | "single" | "double" | "literal"; end: number };

/** The scalar that begins at an offset, in a map or list that stands at `column`. A literal block ends where the next line begins. */
export function scalarAt(text: string, start: number, column: number): Written {
  const first = text[start];
  if (first === '"' || first === "'") return quotedAt(text, start, column);
  return first === "|" ? literalAt(text, start, column) : plainAt(text, start, column);
}

function quotedAt(text: string, start: number, column: number): Written {
  const quote = text[start] as string;
  let last = text.indexOf(quote, start + 1);
  while (quote === "'" && last !== -1 && text[last + 1] === quote) last = text.indexOf(quote, last + 2);
  const written = last === -1 ? refuse() : text.slice(start + 1, last);
  if (quote === '"' && written.includes("\\")) throw notPlain;
  const said = written.includes("\n") ? folded(written, column) : written;
  const end = last + 1;
  return quote === '"'
    ? { text: said, style: "double", end }
    : { text: said.replaceAll("''", "'"), style: "single", end };
}

/** Lines of quotes, each indented more than their key, with a space between them. */
function folded(written: string, column: number): string {
  const lines = written.split("\n");
  return lines
    .map((line, i) => {
      const said = i === lines.length - 1 ? line : withoutEnd(line);
      let indent = 0;
      while (i > 0 && said.charCodeAt(indent) === 32) indent += 1;
      if (i > 0 && (indent <= column || indent === said.length)) throw notPlain;
      return said.slice(indent);
    })
    .join(" ");
}

const PLAIN_START = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-[^\s]/y;

/** It may go on, on lines that are indented more than its key. */
function plainAt(text: string, start: number, column: number): Written {
  PLAIN_START.lastIndex = start;
  if (!PLAIN_START.test(text)) throw notPlain;
  const lines: string[] = [];
  for (let from = start; ; ) {
    const newline = text.indexOf("\n", from);
    const written = text.slice(from, newline === -1 ? text.length : newline);
    const comment = written.indexOf(" #");
    const said = withoutEnd(comment === -1 ? written : written.slice(0, comment));
    if (said.includes(": ") || said.endsWith(":")) throw notPlain;
    lines.push(said);
    const end = from + said.length;
    if (newline === -1) return { text: lines.join(" "), style: "plain", end };
    from = newline + 1;
    while (text.charCodeAt(from) === 32) from += 1;
    const next = text[from];
    const goesOn = next !== undefined && next !== "\n" && next !== "#" && from - newline - 1 > column;
    if (comment !== -1 || !goesOn) return { text: lines.join(" "), style: "plain", end };
  }
}

const LITERAL = /\|(-?) *\n/y;

function literalAt(text: string, start: number, column: number): Written {
  LITERAL.lastIndex = start;
  const [header, chomp] = LITERAL.exec(text) ?? refuse();
  const lines: string[] = [];
  let said = 0;
  let end = start;
  let indent = -1;
  let isSpaced = false;
  for (let from = start + header.length; from < text.length; ) {
    const newline = text.indexOf("\n", from);
    const line = newline === -1 ? text.length : newline;
    let first = from;
    while (first < line && text.charCodeAt(first) === 32) first += 1;
    if (first < line) {
      if (indent === -1) indent = first - from;
      if (first - from < indent || indent <= column) break;
      // A block that ends with the file and without a line end is read otherwise.
      if (newline === -1) throw notPlain;
      lines.push(text.slice(from + indent, line));
      said = lines.length;
      isSpaced = false;
      end = line + 1;
    } else {
      if (indent === -1) throw notPlain;
      isSpaced ||= first > from;
      lines.push(text.slice(Math.min(from + indent, line), line));
    }
    from = line + 1;
  }
  // Spaces on the lines behind it may be a part of it.
  if (said === 0 || isSpaced) throw notPlain;
  return { text: lines.slice(0, said).join("\n") + (chomp === "-" ? "" : "\n"), style: "literal", end };
}

function withoutEnd(line: string): string {
  let end = line.length;
  while (line.charCodeAt(end - 1) === 32) end -= 1;
  return line.slice(0, end);
}
