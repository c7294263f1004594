/** A small tree that breaks one rule, and beside it, where they are easily mixed up, one that does not. */
export type Seed = {
  breaks: string;
  what: string;
  /** Path → text. */
  files: Record<string, string>;
  says: RegExp;
  but?: { what: string; files: Record<string, string> };
};
