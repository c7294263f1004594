import type { Observation } from "../../domain/deployment/observation.ts";

/**
 * All that a reflector remembers of an object: its version and a hash of what we
 * read of it. About 200 bytes, against 7 kB of JSON; enough to tell on a relist
 * what is new, what changed in a field that we read, and what is gone.
 */
export class Memory {
  private readonly known = new Map<string, { version: string; hash: number }>();

  get size(): number {
    return this.known.size;
  }

  isSame(key: string, resourceVersion: string): boolean {
    return this.known.get(key)?.version === resourceVersion;
  }

  /** True where it is new or differs in what we read. */
  take(key: string, observation: Observation): boolean {
    const hash = hashOf(observation);
    const before = this.known.get(key);
    if (before && before.hash === hash) {
      before.version = observation.resourceVersion;
      return false;
    }
    this.known.set(key, { version: observation.resourceVersion, hash });
    return true;
  }

  forget(key: string): boolean {
    return this.known.delete(key);
  }

  clear(): void {
    this.known.clear();
  }

  missingFrom(present: ReadonlySet<string>): string[] {
    const gone: string[] = [];
    for (const key of this.known.keys()) if (!present.has(key)) gone.push(key);
    return gone;
  }
}

/** 53 bits of the JSON without the resource version (cyrb53, public domain): equal facts, equal hash. */
function hashOf(observation: Observation): number {
  const json = JSON.stringify({ ...observation, resourceVersion: "" });
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return 4294967296 * (2097151 & two) + (one >>> 0);
}
