import type { Actor, Role } from "../domain/permissions.ts";

export type TokenRow = {
  id: string;
  name: string;
  role: Role;
  createdAt: number;
  lastUsedAt?: number;
  expiresAt?: number;
};

/** Who somebody is, by what they hold. Looked up at every request: a role that was taken away is gone at once. */
export interface People {
  bySession(sessionToken: string, now: number): Promise<(Actor & { image?: string }) | undefined>;
  /** By the SHA-256 of an API token. A token never carries more than its owner may do now. */
  byToken(hash: string, now: number): Promise<(Actor & { image?: string }) | undefined>;
  tokens(userId: string): Promise<TokenRow[]>;
  createToken(
    userId: string,
    token: { name: string; role: Role; hash: string; expiresAt: number },
    now: number,
  ): Promise<TokenRow>;
  revokeToken(userId: string, id: string, now: number): Promise<boolean>;
}
