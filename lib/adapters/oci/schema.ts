import { z } from "zod";

export const created = "org.opencontainers.image.created";

const annotations = z
  .record(z.string(), z.string())
  .nullish()
  .transform((a) => a ?? undefined);

export const tagList = z.object({ tags: z.array(z.string()).nullish() });
export const index = z.object({ manifests: z.array(z.object({ digest: z.string() })), annotations });
export const manifest = z.object({ config: z.object({ digest: z.string() }).optional(), annotations });
export const labels = z.object({
  created: z.string().optional(),
  config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).optional(),
});
export const chartIndex = z.object({ entries: z.record(z.string(), z.array(z.unknown()).nullable()) });
export const chartEntry = z.object({
  version: z.coerce.string(),
  digest: z.string().nullish(),
  created: z.string().nullish(),
  sources: z.array(z.string()).nullish(),
  annotations,
});
export type ChartEntry = z.infer<typeof chartEntry>;
export const tokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });
