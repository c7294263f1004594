import type { GateReport } from "../../domain/gates/gate.ts";
import type { Prisma } from "./generated/client.ts";

/** The facts are kept in a column of their own: lists of reports do not need them. */
export function reportOf(row: { report: Prisma.JsonValue; facts: Prisma.JsonValue }): GateReport {
  return { ...(row.report as unknown as Omit<GateReport, "facts">), facts: row.facts };
}
