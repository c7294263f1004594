import ipaddr from "ipaddr.js";
import { ok, type Result, refuse } from "./result.ts";

type Address = ReturnType<typeof ipaddr.process>;

/** This machine and its link; and what carries an IPv4 address inside, which may be either. */
const local = [
  "unspecified",
  "loopback",
  "linkLocal",
  "multicast",
  "broadcast",
  "rfc6145",
  "rfc6052",
  "6to4",
  "teredo",
];
/** Where EC2, Alibaba and Oracle answer for machines; the others do so on the link. */
const metadata = ["fd00:ec2::254", "100.100.100.200", "192.0.0.192"];
const compatible = ipaddr.parseCIDR("::/96");

/**
 * Addresses that a person may not make Sluice speak to: its own machine, its link, and the
 * metadata services of clouds. What the operator named in the process's environment is his
 * to decide: `allowed` holds addresses, networks ("10.0.0.0/8") or "*". Private networks are not
 * refused: clusters live there, and an admin connects each.
 */
export function reachable(address: string, allowed: readonly string[]): Result<true> {
  const plain = address.replace(/^\[|\]$/g, "");
  if (!ipaddr.isValid(plain)) return refuse("invalid", `${address} is no network address.`);
  const ip = ipaddr.process(plain);
  if (allowed.some((each) => each === "*" || each === plain || contains(each, ip))) return ok(true);
  return isLocal(ip)
    ? refuse(
        "local-address",
        `Sluice does not connect to ${plain}: that is this machine, its link or a cloud's metadata. Whoever operates Sluice can allow it by SLUICE_ALLOW_HOSTS.`,
      )
    : ok(true);
}

function isLocal(ip: Address): boolean {
  if (local.includes(ip.range()) || metadata.includes(ip.toString())) return true;
  // IPv4 written as IPv6 in the old way (RFC 4291 §2.5.5.1).
  return ip.kind() === "ipv6" && ip.match(compatible);
}

function contains(network: string, ip: Address): boolean {
  if (!ipaddr.isValidCIDR(network)) return false;
  const [base, bits] = ipaddr.parseCIDR(network);
  return base.kind() === ip.kind() && ip.match(base, bits);
}

/** What an operator may name: "*", a network, an address or a host. */
export function isAllowance(text: string): boolean {
  if (text === "*" || ipaddr.isValid(text)) return true;
  return text.includes("/") ? ipaddr.isValidCIDR(text) : /^[a-z0-9._-]+$/i.test(text);
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
