import { shorten } from "../shorten.ts";
import { approval } from "./approval.ts";
import { checks } from "./checks.ts";
import { exactForm } from "./exact-form.ts";
import type { GateFacts } from "./facts.ts";
import type { Gate, GateReport } from "./gate.ts";
import { predecessor } from "./predecessor.ts";
import { reviews } from "./reviews.ts";
import { signOfLife } from "./sign-of-life.ts";

/** All gates → one report, and the next moment at which time alone may change it. */
export function evaluate(facts: GateFacts): GateReport {
  const gates: Gate[] = [
    approval(facts),
    predecessor(facts),
    signOfLife(facts),
    checks(facts),
    reviews(facts),
    exactForm(facts),
  ].filter((gate): gate is Gate => gate !== undefined);
  const moments = gates.flatMap((gate) => (gate.lookAgainAt === undefined ? [] : [gate.lookAgainAt]));
  return {
    gates,
    passes: gates.every((gate) => gate.phase === "pass"),
    blocked: gates.some((gate) => gate.phase === "block"),
    ...(moments.length > 0 ? { lookAgainAt: Math.min(...moments) } : {}),
    facts,
  };
}

/** One line of at most 140 characters, for the commit status on the git host. */
export function inOneLine(report: GateReport): string {
  const open = report.gates.filter((gate) => gate.phase !== "pass");
  const passed = report.gates.length - open.length;
  const text =
    open.length === 0
      ? `All ${report.gates.length} gates pass.`
      : `${passed} of ${report.gates.length} pass. ${open[0]?.label}: ${open[0]?.sentence}`;
  return shorten(text, 140);
}

/** Equal in everything that a person would see, so that an unchanged report is not stored again. */
export function sameReport(a: GateReport | undefined, b: GateReport): boolean {
  const seen = (report: GateReport) => JSON.stringify(report.gates.map((g) => [g.key, g.phase, g.sentence, g.commit]));
  return a !== undefined && seen(a) === seen(b);
}
