/**
 * Whether Go's YAML prints a text without quotes. It decides what becomes of what
 * is written over it. Flux prints the object, substitutes in the text and reads it
 * again, so `version: ${V}` with V=1.10 comes back as the number 1.1, while a text
 * that had to be quoted stays one; kustomize keeps the quotes of what a patch replaces.
 */
import { meaningOf } from "./scalars.ts";

const YAML_1_1_WORDS =
  /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF|true|True|TRUE|false|False|FALSE|null|Null|NULL|~|<<|=)$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

export function printsPlain(text: string): boolean {
  if (text === "" || YAML_1_1_WORDS.test(text) || BASE_60.test(text)) return false;
  if (typeof meaningOf(text) !== "string" || meaningOf(text) !== text) return false;
  if (/^[\s#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:](?:\s|$)/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: YAML has to escape them.
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) return false;
  return !/:(?:\s|$)|\s#|\s$|[\n\t]/.test(text);
}
