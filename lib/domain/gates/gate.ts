/** Every gate comes down to this: a key, a phase, the commit it speaks of, and one sentence. */
export type Phase = "pass" | "wait" | "block";

export type Gate = {
  key: string;
  label: string;
  phase: Phase;
  /** What it waits for and who can act. */
  sentence: string;
  /** The commit it speaks of, where it speaks of one. */
  commit?: string;
  /** Who can make it pass, as roles; for the inbox. */
  actors?: string[];
  /** When time alone may change it, epoch ms. */
  lookAgainAt?: number;
};

/** All gates of a promotion at one moment, with the facts they were made from. */
export type GateReport = { gates: Gate[]; passes: boolean; blocked: boolean; lookAgainAt?: number; facts: unknown };
