import type { Tree } from "./types.ts";

/**
 * kustomize takes a comment that is an object of JSON for the schema of the field at which it stands, behind the key or
 * on the one line above it, and merges by that: with `# {"a": 1}` at `containers:` nothing is known of the list any more.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/kyaml/fieldmeta/fieldmeta.go
 */
export function withSchemaSaid(node: Tree, text: string, key: number): Tree {
  if (node.is === "scalar") return node;
  const said = commentBehind(node, text, key) ?? commentAbove(text, key);
  return said && isSchema(said) ? { ...node, schemaSaid: said } : node;
}

/** Whether there could be such a comment in a text; a marker at an image is none. */
export function mayHaveSchemas(text: string): boolean {
  return /#[ \t]*\{/.test(text) && COMMENT.test(text);
}

const COMMENT = /^(?:[^\n#]*[:\]}])?[ \t]*#+[ \t]*\{.*\}[ \t]*$/m;
const BEHIND = /^[^\n#]*:[ \t]+#+(.*)$/;
const ABOVE = /(?:^|\n)(?![ \t]*#)[^\n]*\n[ \t]*#+(?!#)([^\n]*)\n[ \t]*$/;
const FIRST = /^[ \t]*#+(?!#)([^\n]*)\n[ \t]*$/;

function commentBehind(node: Exclude<Tree, { is: "scalar" }>, text: string, key: number): string | undefined {
  const end = text.indexOf("\n", key);
  const line = text.slice(key, end === -1 ? text.length : end);
  const beside = /^[ \t]+#+(.*)$/m.exec(text.slice(node.end, text.indexOf("\n", node.end) + 1 || text.length));
  return (text[node.start] === "[" || text[node.start] === "{" ? beside : BEHIND.exec(line))?.[1];
}

/** Several lines are no JSON. */
function commentAbove(text: string, key: number): string | undefined {
  const start = text.lastIndexOf("\n", text.lastIndexOf("\n", text.lastIndexOf("\n", key - 1) - 1) - 1) + 1;
  const lines = text.slice(Math.max(start, 0), key);
  return (ABOVE.exec(lines) ?? FIRST.exec(lines))?.[1];
}

function isSchema(said: string): boolean {
  if (!/^[ \t]*\{/.test(said)) return false;
  try {
    const { type, ...more } = JSON.parse(said);
    const isTyped = typeof type === "string" || Array.isArray(type);
    return type === undefined ? Object.keys(more).length > 0 : isTyped;
  } catch {
    return false;
  }
}
