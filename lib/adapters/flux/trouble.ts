import type { Connection } from "../../domain/cluster/connection.ts";
import { Rejected } from "../../ports/failures.ts";

const sentences: { [code: string]: string } = {
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name cannot be looked up",
  ECONNREFUSED: "nothing listens at its address",
  ECONNRESET: "it closed the connection",
  EPIPE: "it closed the connection",
  UND_ERR_SOCKET: "it closed the connection",
  EHOSTUNREACH: "there is no way to its address",
  ENETUNREACH: "there is no way to its address",
  ETIMEDOUT: "it takes too long",
  UND_ERR_CONNECT_TIMEOUT: "it takes too long",
  UND_ERR_HEADERS_TIMEOUT: "it takes too long",
  UND_ERR_BODY_TIMEOUT: "it stopped in the middle of an answer",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet (is a clock wrong?)",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not signed by the authority that was given",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not signed by the authority that was given",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not signed by the authority that was given",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is not signed by the authority that was given",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS there",
  EPROTO: "it does not speak TLS as it should",
};

/** Why a cluster could not be reached, for people. Never contains the credential. */
export function sentenceForError(connection: Connection, error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    if (at instanceof Rejected) return at.message;
    const known = sentences[(at as { code?: string }).code ?? ""];
    if (known) return `${connection.name} does not answer: ${known}.`;
    const several = (at as { errors?: unknown[] }).errors;
    at = at.cause ?? several?.[0];
  }
  return `${connection.name} does not answer.`;
}

export function sentenceForStatus(connection: Connection, status: number, said: string | undefined): string {
  const { name } = connection;
  if (status === 401) return `${name} does not accept this credential (401): it is wrong, expired or revoked.`;
  if (status === 403) return `${name} does not permit this (403)${said ? `: ${plain(said)}` : "."}`;
  if (status >= 300 && status < 400) return `${name} sends us elsewhere (${status}); redirects are not followed.`;
  if (status === 429) return `${name} has too much to do (429).`;
  if (status >= 500) return `${name} answers ${status}${said ? `: ${plain(said)}` : "."}`;
  return `${name} answers ${status}${said ? `: ${plain(said)}` : "."}`;
}

function plain(said: string): string {
  const line = said.replace(/\s+/g, " ").trim().slice(0, 300);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
