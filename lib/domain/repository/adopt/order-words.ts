import { verdictOf } from "../../history/precedence.ts";
import { countedWords, undecidedWords } from "../../history/words.ts";
import type { Edge, Order } from "./order.ts";
import type { Certainty } from "./types.ts";

type Placed = { reason: string; certainty: Certainty };
type Named = Placed & { name: string; usual: number | null };

/** Why an environment stands where it does: what its name says, and what the log says of its neighbours. */
export function placed({ name, usual, reason, certainty }: Named, order: Order): Placed {
  const told = neighbours(name, order);
  const doubts = [
    ...order.against.filter((edge) => edge.from === name || edge.to === name).map(againstWords),
    ...order.undecided
      .filter((pair) => (pair.one === name || pair.other === name) && isSideBySide(order, pair.one, pair.other))
      .map((pair) => `The log does not say which of them is first: ${undecidedWords(pair)}.`),
  ];
  const sentences = told.flatMap(({ pair, from, unusual }) =>
    pair ? [`${countedWords(pair, from)}${unusual ? ", whatever the names say" : ""}.`] : [],
  );
  return {
    reason: [reason, ...sentences, ...doubts].join(" "),
    certainty: doubts.length > 0 ? "guess" : sureness(told, usual, certainty),
  };
}

/** The edges from what is right before, else (for what comes first) to what is right after, that the log speaks for. */
function neighbours(name: string, { before, edges }: Order): Edge[] {
  const ofLog = edges.filter(({ by }) => by === "log");
  const into = ofLog.filter(({ from, to }) => to === name && before.get(name)?.includes(from));
  return into.length > 0 ? into : ofLog.filter(({ from, to }) => from === name && before.get(to)?.includes(name));
}

const ORDER: readonly Certainty[] = ["guess", "likely", "certain"];

/** A usual name is not less sure for a log that agrees with it; where only the log speaks, it is as sure as that. */
function sureness(told: readonly Edge[], usual: number | null, named: Certainty): Certainty {
  const byLog = told.flatMap(({ pair }) => {
    const verdict = pair && verdictOf(pair);
    return verdict?.is === "before" ? [ORDER.indexOf(verdict.certainty)] : [];
  });
  if (byLog.length === 0) return named;
  const least = ORDER[Math.min(...byLog)] ?? "guess";
  return usual !== null && ORDER.indexOf(named) > ORDER.indexOf(least) ? named : least;
}

function againstWords({ from, to, pair }: Edge): string {
  const counted = pair ? countedWords(pair, from) : "";
  return `The log speaks against it (${counted}), but less clearly than what else is known of ${from} and ${to}.`;
}

function isSideBySide({ before, places }: Order, one: string, other: string): boolean {
  const follows = (a: string, b: string): boolean =>
    (before.get(b) ?? []).some((each) => each === a || follows(a, each));
  return places.get(one) === places.get(other) || (!follows(one, other) && !follows(other, one));
}
