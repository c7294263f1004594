import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { Rejected } from "../../ports/failures.ts";
import { keptFile } from "./kept-file.ts";

/**
 * Credentials at rest. Each has a key of its own, which is wrapped by the master
 * key; both times the record's id is authenticated along, so that a credential
 * copied to another record does not open. AES-256-GCM throughout.
 */
export type Vault = {
  seal(record: string, secret: string): string;
  /** Rejected where no key that we have opens it. */
  open(record: string, sealed: string): string;
  /** True where the current key does not wrap it. */
  isOld(sealed: string): boolean;
  keyId: string;
};

type MasterKey = { id: string; bytes: Buffer };

/** The first key seals, all of them open. */
export function createVault(keys: readonly Buffer[]): Vault {
  const known = keys.map((bytes): MasterKey => ({ id: idOf(bytes), bytes }));
  const [current] = known;
  if (!current) throw new Error("A vault needs a key.");
  return {
    keyId: current.id,
    seal(record, secret) {
      const dataKey = randomBytes(32);
      const wrapped = encrypt(current.bytes, dataKey, `key:${record}`);
      const body = encrypt(dataKey, Buffer.from(secret, "utf8"), `record:${record}`);
      return ["v1", current.id, wrapped.toString("base64url"), body.toString("base64url")].join(".");
    },
    open(record, sealed) {
      const [version, id, wrapped = "", body = ""] = sealed.split(".");
      const key = known.find((one) => one.id === id);
      if (version !== "v1" || !key) {
        throw new Rejected(
          "The key that these credentials were sealed with is not here. Give it in SLUICE_OLD_KEYS, or connect again.",
        );
      }
      try {
        const dataKey = decrypt(key.bytes, Buffer.from(wrapped, "base64url"), `key:${record}`);
        return decrypt(dataKey, Buffer.from(body, "base64url"), `record:${record}`).toString("utf8");
      } catch {
        throw new Rejected("These credentials were changed after they were stored, and are not used. Connect again.");
      }
    },
    isOld: (sealed) => sealed.split(".")[1] !== current.id,
  };
}

/** Nonce, ciphertext and tag in one. */
function encrypt(key: Buffer, plain: Buffer, bound: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(bound));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, bound: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12)).setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

function idOf(key: Buffer): string {
  return createHash("sha256").update("sluice key id").update(key).digest("hex").slice(0, 12);
}

/**
 * The master key: from SLUICE_KEY (base64, or a file that holds it), else from a
 * file of mode 0600 in the data folder, which is made if need be. Keys that were
 * in use before come from SLUICE_OLD_KEYS.
 */
export function readKeys(env: { SLUICE_KEY?: string; SLUICE_OLD_KEYS?: string; SLUICE_DATA: string }): Buffer[] {
  const { current, old } = givenKeys(env);
  return current ? [current, ...old] : [keyFromFolder(env.SLUICE_DATA), ...oldKeysIn(env.SLUICE_DATA), ...old];
}

/** Those that the environment names; throws where one of them is none. */
export function givenKeys(env: { SLUICE_KEY?: string; SLUICE_OLD_KEYS?: string }): { current?: Buffer; old: Buffer[] } {
  const old = (env.SLUICE_OLD_KEYS ?? "").split(",").filter(Boolean);
  return {
    current: env.SLUICE_KEY ? keyFrom(env.SLUICE_KEY, "SLUICE_KEY") : undefined,
    old: old.map((text) => keyFrom(text.trim(), "SLUICE_OLD_KEYS")),
  };
}

function keyFrom(text: string, name: string): Buffer {
  const key = Buffer.from(existsSync(text) ? readFileSync(text, "utf8").trim() : text, "base64");
  if (key.length !== 32) {
    throw new Rejected(
      `${name} is not a key: it must be 32 bytes as base64, or a file that holds them. Make one with: openssl rand -base64 32`,
    );
  }
  return key;
}

function keyFromFolder(folder: string): Buffer {
  const file = path.join(folder, "key");
  mkdirSync(folder, { recursive: true });
  return keyFrom(
    keptFile(file, () => `${newKey()}\n`),
    file,
  );
}

/** What rotation has put aside: a process that has not been started anew may still seal with one. */
function oldKeysIn(folder: string): Buffer[] {
  return readdirSync(folder)
    .filter((name) => /^key\..+\.old$/.test(name))
    .map((name) => keyFrom(path.join(folder, name), name));
}

export function newKey(): string {
  return randomBytes(32).toString("base64");
}

/** Seals with the current key what an older one sealed, all or none. Gives how many. */
export async function rotate(client: pg.ClientBase, vault: Vault): Promise<number> {
  await client.query("BEGIN");
  try {
    const { rows } = await client.query<{ id: string; secret: string }>(
      "SELECT id, secret FROM connection WHERE secret IS NOT NULL FOR UPDATE",
    );
    const old = rows.filter((row) => vault.isOld(row.secret));
    for (const { id, secret } of old) {
      await client.query("UPDATE connection SET secret = $2 WHERE id = $1", [
        id,
        vault.seal(id, vault.open(id, secret)),
      ]);
    }
    await client.query("COMMIT");
    return old.length;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
