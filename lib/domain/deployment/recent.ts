import type { Written } from "./written.ts";

/** Characters: some thousands of objects. What is more stands in the store. */
const most = 4_000_000;

/** What has just gone by, as it was written. */
export class Recent {
  private readonly written = new Map<string, Written>();
  private readonly owned = new Map<string, Set<string>>();
  private size = 0;

  /** False where there is no room for it. */
  keep(key: string, written: Written): boolean {
    if (this.size + written.data.length > most) return false;
    this.written.set(key, written);
    this.size += written.data.length;
    if (written.owner === undefined) return true;
    const siblings = this.owned.get(written.owner);
    if (siblings) siblings.add(key);
    else this.owned.set(written.owner, new Set([key]));
    return true;
  }

  get(key: string): Written | undefined {
    return this.written.get(key);
  }

  take(key: string): Written | undefined {
    const written = this.written.get(key);
    if (!written) return undefined;
    this.written.delete(key);
    this.size -= written.data.length;
    if (written.owner !== undefined) this.owned.get(written.owner)?.delete(key);
    return written;
  }

  /** Pods of a workload, or Flux's own controllers. */
  takeOwned(owner: string): Written[] {
    const keys = [...(this.owned.get(owner) ?? [])];
    this.owned.delete(owner);
    return keys.flatMap((key) => this.take(key) ?? []);
  }

  clear(): void {
    this.written.clear();
    this.owned.clear();
    this.size = 0;
  }
}
