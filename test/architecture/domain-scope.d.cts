// All that the domain may reach besides ES2024: what a platform gives that is pure. A line more here is a decision.
declare class URL {
  constructor(url: string | URL, base?: string | URL);
  static canParse(url: string): boolean;
  hash: string;
  host: string;
  hostname: string;
  href: string;
  readonly origin: string;
  password: string;
  pathname: string;
  port: string;
  protocol: string;
  search: string;
  username: string;
}

declare class TextEncoder {
  encode(text: string): Uint8Array;
}

declare function atob(base64: string): string;

declare module "node:buffer" {
  type Encoding = "utf8" | "latin1" | "base64" | "hex";
  class Bytes extends Uint8Array {
    toString(encoding?: Encoding): string;
  }
  export const Buffer: {
    from(text: string, encoding?: Encoding): Bytes;
    byteLength(text: string, encoding?: Encoding): number;
  };
}

declare module "node:crypto" {
  export function createHash(algorithm: "sha256"): {
    update(text: string): { digest(encoding: "hex"): string };
  };
}
