import type { z } from "zod";

type Issue = z.core.$ZodRawIssue;

const kinds: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** What does not fit, as people say it: zod's own words are of its types. A schema that has a sentence of its own keeps it. */
export function issueWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type": {
      const kind = kinds[issue.expected];
      if (!kind) return undefined;
      return issue.input === undefined ? `Missing: it has to be ${kind}` : `It has to be ${kind}`;
    }
    case "invalid_value": {
      const words = issue.values.map(String).join(", ");
      const choice = issue.values.length > 1 ? `one of ${words}` : words;
      return issue.input === undefined ? `Missing: it has to be ${choice}` : `It has to be ${choice}`;
    }
    case "too_big":
      return issue.origin === "string" ? `It has more than ${issue.maximum} characters` : most(issue, issue.maximum);
    case "too_small":
      if (issue.origin !== "string") return least(issue, issue.minimum);
      return issue.minimum === 1 ? "It is empty" : `It has fewer than ${issue.minimum} characters`;
    case "unrecognized_keys":
      return `There is no ${issue.keys
        .map((key) => key.slice(0, 60))
        .slice(0, 3)
        .join(", no ")} here`;
    default:
      return undefined;
  }
}

type Bound = { origin: string; inclusive?: boolean };

function most({ origin, inclusive }: Bound, maximum: number | bigint): string {
  if (origin === "array") return `It has more than ${maximum} entries`;
  return inclusive === false ? `It has to be less than ${maximum}` : `It may be ${maximum} at most`;
}

function least({ origin, inclusive }: Bound, minimum: number | bigint): string {
  if (origin === "array") return minimum === 1 ? "It is empty" : `It has fewer than ${minimum} entries`;
  return inclusive === false ? `It has to be more than ${minimum}` : `It has to be ${minimum} at least`;
}
