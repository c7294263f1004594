import { ok, type Result, refuse } from "./result.ts";

/**
 * Addresses that a person may not make Sluice speak to: its own machine, its link, and the
 * metadata services of clouds. What the operator named in the process's environment is his
 * to decide. Private networks are not refused: clusters live there, and an admin connects each.
 */
export function reachable(address: string, allowed: readonly string[]): Result<true> {
  if (allowed.includes(address) || allowed.includes("*")) return ok(true);
  const ip = plainAddress(address);
  const local =
    /^(127\.|0\.|169\.254\.)/.test(ip) ||
    ip === "::1" ||
    ip === "::" ||
    /^fe[89ab][0-9a-f]:/i.test(ip) ||
    // The metadata services of EC2, Alibaba and Oracle; and IPv4 behind a translator (RFC 6052).
    ["fd00:ec2::254", "100.100.100.200", "192.0.0.192"].includes(ip) ||
    /^64:ff9b:/i.test(ip) ||
    /^2(2[4-9]|3\d)\./.test(ip) ||
    /^ff/i.test(ip);
  return local
    ? refuse(
        "local-address",
        `Sluice does not connect to ${address}: that is this machine, its link or a cloud's metadata. Whoever operates Sluice can allow it by SLUICE_ALLOW_HOSTS.`,
      )
    : ok(true);
}

/** IPv4 inside IPv6 is that IPv4 (RFC 4291 §2.5.5). */
function plainAddress(address: string): string {
  const mapped = /^(?:::ffff:|::)(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!hex) return address;
  const [high = 0, low = 0] = [hex[1], hex[2]].map((part) => Number.parseInt(part ?? "0", 16));
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** A web address that a person typed: http(s), without user or password. */
export function webAddress(text: string): Result<URL> {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refuse("invalid", "That is not a web address. It should look like https://github.com.");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return refuse("invalid", "Only https:// and http:// addresses can be connected.");
  if (url.username || url.password)
    return refuse("invalid", "Leave user and password out of the address; the token is enough.");
  return ok(url);
}

/** Where the API of a GitHub answers: its own host for github.com, a path of it for an Enterprise Server. */
export function apiUrlOf(web: URL): string {
  return web.hostname === "github.com"
    ? "https://api.github.com"
    : `${web.origin}${web.pathname.replace(/\/+$/, "")}/api/v3`;
}
