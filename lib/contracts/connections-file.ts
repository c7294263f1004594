import { z } from "zod";
import { role } from "./setup.ts";

/**
 * Connections from a file that SLUICE_CONNECTIONS names, for whoever installs Sluice without
 * a browser. The same as typing them in; what comes from here is shown as fixed.
 */
export const connectionsFile = z.object({
  github: z
    .array(
      z.object({
        name: z.string().min(1),
        webUrl: z.url(),
        apiUrl: z.url(),
        token: z.string().min(1).optional(),
        appId: z.number().int().optional(),
        privateKey: z.string().optional(),
        installationId: z.number().int().optional(),
        /** For signing in. */
        clientId: z.string().optional(),
        clientSecret: z.string().optional(),
        webhookSecret: z.string().min(16).optional(),
      }),
    )
    .default([]),
  clusters: z.array(z.object({ name: z.string().min(1), kubeconfig: z.string().min(1) })).default([]),
  registries: z
    .array(
      z.object({
        host: z.string().min(1),
        insecure: z.boolean().default(false),
        username: z.string().optional(),
        password: z.string().optional(),
      }),
    )
    .default([]),
  /** Repositories to adopt at once, with what is guessed. */
  adopt: z.array(z.object({ repository: z.string(), branch: z.string().default("main") })).default([]),
  grants: z.array(z.object({ login: z.string(), role, environment: z.string().optional() })).default([]),
  /** Rules of environments, where they are not to be the defaults. */
  rules: z
    .array(
      z.object({
        environment: z.string(),
        approvals: z.number().int().min(0).max(6).optional(),
        holdMinutes: z.number().min(0).optional(),
        deadlineMinutes: z.number().min(0.1).optional(),
        oneClusterAtATime: z.boolean().optional(),
      }),
    )
    .default([]),
});
export type ConnectionsFile = z.infer<typeof connectionsFile>;
