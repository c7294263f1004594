/**
 * What one process does at a time: watch a cluster, sweep, prune. Held by name
 * until it runs out, by the database's clock; the fence grows with every new holder.
 */
export interface Leases {
  /** Takes it or renews one's own; undefined while somebody else has it. */
  hold(name: string, holder: string, ms: number): Promise<{ fence: number } | undefined>;
  /** Gives up those that this holder has of these names, or all of them. */
  drop(holder: string, names?: string[]): Promise<void>;
  /** Who holds what now. */
  held(prefix: string): Promise<{ name: string; holder: string }[]>;
}
