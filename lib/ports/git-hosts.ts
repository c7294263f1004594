import type { ConnectionFinding as Finding } from "./store-lists.ts";

export type Host = { webUrl: string; apiUrl: string };

/** "owner/name", as the host writes it. */
export type HostedRepository = { fullName: string; defaultBranch: string };

/** What may be learnt of a git host with some credentials, before they are kept and afterwards. */
export interface GitHosts {
  /** One look. Does not throw: what fails is a sentence. */
  check(access: Host & { token: string }): Promise<Finding[]>;
  /** The same with what is kept of a connection, be it a token or an App. */
  checkKept(connectionId: string): Promise<Finding[]>;
  /** Whether people could sign in by this OAuth client. Does not throw. */
  checkSignIn(client: { webUrl: string; clientId: string; clientSecret: string }): Promise<Finding>;
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
  /** Repositories that the connection may read, to choose from: of very many not all. */
  repositories(connectionId: string): Promise<HostedRepository[]>;
  /** One of them, whatever its case was typed in and wherever it stands in that list. */
  repository(connectionId: string, fullName: string): Promise<HostedRepository | undefined>;
}
