import { Rejected, Silent, Unavailable } from "../../ports/failures.ts";

/** Another process was writing to the same folder. */
export class Clash extends Unavailable {
  constructor(words: string) {
    super(`Another process is writing to the same mirror: ${words}`);
    this.name = "Clash";
  }
}

/** What a mirror holds cannot be read. It is a cache: whoever meets this forgets it. */
export class Damaged extends Unavailable {
  constructor(sentence: string) {
    super(sentence);
    this.name = "Damaged";
  }
}

/** It said nothing, which is how it says no: no such branch, not an ancestor. */
export class SaidNo extends Rejected {
  constructor() {
    super("Git said no.");
    this.name = "SaidNo";
  }
}

/** The words of git in our kinds, the first that fits. */
const meanings: readonly [RegExp, (words: string) => Error][] = [
  [
    /cannot lock ref|unable to lock|could not lock|cannot copy .* File exists|Unable to create '': File exists/i,
    (words) => new Clash(words),
  ],
  [
    /No space left|Cannot allocate memory|Resource temporarily unavailable|cannot fork|died of signal/i,
    (words) => new Unavailable(`Git cannot work on this machine now: ${words}`),
  ],
  [
    /object file .* is empty|is corrupt|inflate: data stream|bad object refs\/|does not match index/i,
    (words) => new Damaged(`The mirror is damaged, and is fetched anew: ${words}`),
  ],
  [
    /Authentication failed|could not read Username|returned error: 40[13]/,
    () => new Rejected("The git host does not accept Sluice's credentials for this repository.", { status: 401 }),
  ],
  [
    /returned error: 30\d/,
    () => new Rejected("The repository has moved. Connect it by the name that it has now.", { status: 301 }),
  ],
  [
    /returned error: 429/,
    () => new Unavailable("The git host asks to wait: it was asked too often.", { retryAfterMs: 60_000 }),
  ],
  [/Operation too slow/, () => new Silent("The git host has sent nothing for a minute.")],
  [
    /Could not resolve|Failed to connect|timed out|returned error: 5\d\d|early EOF|hung up|Connection/i,
    (words) => new Unavailable(`The git host is not answering: ${words}`),
  ],
  [
    /not found|returned error: 404/i,
    () => new Rejected("There is no such repository, or Sluice may not see it.", { status: 404 }),
  ],
  [
    /bad object|unknown revision|Not a valid object|bad revision|couldn't find remote ref|not our ref/i,
    (words) => new Rejected(`Git does not know that commit or branch: ${words}`, { status: 422 }),
  ],
];

/** What a git that did not end well has said, as one of the two failures there are. */
export function told(errors: string): Error {
  if (errors.trim() === "") return new SaidNo();
  const line = errors.split("\n").find((l) => /^(fatal|error|remote):/.test(l)) ?? errors.split("\n")[0] ?? "";
  const words = line
    .replace(/^(fatal|error|remote): /, "")
    .replace(/https?:\/\/\S+/g, "the repository")
    .slice(0, 200);
  // Names of files and branches may hold any word.
  const plain = errors.replace(/(?<=\s)'[^'\n]*'/g, "''");
  const [, meaning] = meanings.find(([said]) => said.test(plain)) ?? [];
  return meaning?.(words) ?? new Rejected(`Git said: ${words}`);
}

export function unstarted(error: NodeJS.ErrnoException): Error {
  const passes = ["EAGAIN", "ENOMEM", "EMFILE", "ENFILE"].includes(error.code ?? "");
  return passes
    ? new Unavailable(`Git cannot be started on this machine now (${error.code}).`, { cause: error })
    : error;
}
