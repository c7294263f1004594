import { z } from "zod";

/** What is known of the way from one environment into the next, by what Git declared or by what was seen to run. */
export const leadTime = z.object({
  /** How many versions this rests on. */
  count: z.number(),
  medianMs: z.number(),
  /** Nine in ten took no longer. */
  p90Ms: z.number(),
  /** Versions that came in without having been in the environment before; none of the others. */
  skipped: z.number(),
  /** The newest of them, newest first: when each came to the one environment and to the next. */
  versions: z.array(z.object({ version: z.string(), left: z.number(), arrived: z.number(), ms: z.number() })),
});
export type LeadTime = z.infer<typeof leadTime>;

/** One step for each pair of neighbouring environments that a service is in, in the order of the environments. */
export const leadTimes = z.object({
  steps: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      /** From the Git log. */
      declared: leadTime,
      /** From observation, which begins with Sluice. */
      running: leadTime,
    }),
  ),
});
export type LeadTimes = z.infer<typeof leadTimes>;
