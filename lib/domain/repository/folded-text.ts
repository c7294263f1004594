/**
 * kustomize prints every object and reads it again before it is done, and Go's YAML does not print a folded block as it
 * found it: a line end too many behind lines that do not begin with a space, or none where the text itself begins with
 * one. So blocks with lines that are indented more come out otherwise than they are written.
 * https://github.com/yaml/go-yaml/blob/v3/emitterc.go (yaml_emitter_write_folded_scalar)
 */
export function foldedAgain(text: string): string {
  return printsAsBlock(text) ? unfolded(folded(text), text) : text;
}

/** What is neither printed in quotes instead, nor empty. */
export function printsAsBlock(text: string): boolean {
  return text !== "" && !/ (?:\n|$)|[^\n\t\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text);
}

/** The lines that are printed. */
function folded(text: string): string[] {
  const isDoubled = !/^\n*(?:[ \t]|$)/.test(text);
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    const isEnded = i < lines.length - 1 && line !== "" && !isIndented(line);
    return isEnded && isDoubled ? [line, ""] : [line];
  });
}

function unfolded(lines: readonly string[], text: string): string {
  let [read, leading, trailing] = ["", "", ""];
  let wasIndented = false;
  for (const [i, line] of lines.entries()) {
    if (line === "") {
      // The last one is only what stands behind the last line end.
      if (i < lines.length - 1) trailing += "\n";
      continue;
    }
    const isJoined = leading !== "" && !wasIndented && !isIndented(line);
    read += (isJoined ? (trailing === "" ? " " : "") : leading) + trailing + line;
    [leading, trailing, wasIndented] = ["\n", "", isIndented(line)];
  }
  if (!text.endsWith("\n")) return read;
  return read + leading + (text === "\n" || text.endsWith("\n\n") ? trailing : "");
}

function isIndented(line: string): boolean {
  return line.startsWith(" ") || line.startsWith("\t");
}
