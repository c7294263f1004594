import type { ConnectionFinding as Finding } from "./store-lists.ts";

/** What may be learnt of a git host with some credentials, before they are kept. */
export interface GitHosts {
  /** One look. Does not throw: what fails is a sentence. */
  check(access: { webUrl: string; apiUrl: string; token: string }): Promise<Finding[]>;
  /** Turns the code of a manifest into the App's credentials. It is good once, for an hour. */
  registered(
    apiUrl: string,
    code: string,
  ): Promise<{
    appId: number;
    slug: string;
    url: string;
    clientId: string;
    clientSecret: string;
    privateKey: string;
    webhookSecret?: string;
  }>;
  /** Repositories that the connection may read, at most 300, as "owner/name". */
  repositories(connectionId: string): Promise<{ fullName: string; defaultBranch: string }[]>;
}
