import type { Precedence } from "../domain/history/precedence.ts";
import type { LayoutFound } from "../domain/repository/adopt/types.ts";
import type { HistoryPosition } from "../domain/repository/history/back.ts";
import type {
  ClusterRow,
  DeploymentRow,
  EnvironmentRow,
  EnvironmentRules,
  ReleaseRow,
  RepositoryRow,
  ServiceRow,
} from "./store.ts";
import type { ConnectionFinding, ConnectionKind, IntervalRow } from "./store-lists.ts";

/** How far the log of a repository has been read. */
export type HistoryState = {
  /** The newest commit whose changes are told. */
  at: string | null;
  /** Down to the first commit. */
  done: boolean;
  /** Where the way back goes on. */
  position: HistoryPosition | null;
  /** States of the branch that were read, of how many. */
  read: number;
  total: number | null;
  /** Somebody stopped it. */
  held: boolean;
  /** What the whole log says of the order of environments; null until it has been read once. */
  precedence: Precedence[] | null;
};

/** What adoption, discovery and Connect write, inside a transaction. */
export interface Writes {
  layout: {
    /** By connection and full name; gives the id back. Without `id` one is made. */
    saveRepository(repository: Omit<RepositoryRow, "id"> & { id?: string }): Promise<string>;
    /** What was read of it last, and how many deployments it has. Until the end of the transaction nobody else reads it anew, or stops following it. */
    lock(
      repository: string,
    ): Promise<(Pick<RepositoryRow, "head" | "corrections" | "adoptedAt"> & { deployments: number }) | undefined>;
    /** Deployments are rows of their own. Without a reading what the last one said stands. */
    saveReading(repository: string, head: string, at: number, reading?: LayoutFound): Promise<void>;
    /** Why what is newest could not be read, until something is; undefined once it can. */
    saveUnread(repository: string, sentence: string | undefined): Promise<void>;
    /** Insert or replace by name; of those that are there the rules stay. */
    saveEnvironments(rows: EnvironmentRow[]): Promise<void>;
    /** Of one that is there. Where it stands in the order is not touched. */
    saveRules(environment: string, rules: EnvironmentRules): Promise<void>;
    saveClusters(rows: (ClusterRow & { path?: string; branch?: string })[]): Promise<void>;
    /** By its name, if a repository speaks of it already. */
    linkCluster(name: string, connectionId: string): Promise<void>;
    /** What discovery knows of a service (source repository, when it was read) stays. Returns the ids of those that are new or differ. */
    saveServices(rows: ServiceRow[]): Promise<string[]>;
    /**
     * Rows that are gone are marked as removed, never deleted: those of the repository that are not among these, or those
     * that are named. Returns the ids of all whose row is new or differs.
     */
    saveDeployments(repository: string, rows: DeploymentRow[], at: number, gone?: string[]): Promise<string[]>;
    /** It is adopted no more: its deployments are gone, and what ran has ended as far as anybody knows. Returns their ids. */
    leave(repository: string, at: number): Promise<string[]>;
    saveTip(repository: string, branch: string, commit: string, at: number): Promise<void>;
    /** What the log of a repository says was declared. Rows that are there already are left alone. */
    addDeclared(repository: string, rows: Omit<IntervalRow, "id" | "kind">[]): Promise<number>;
    /** What was declared until then is so no more. */
    closeDeclared(rows: { deployment: string; to: number }[]): Promise<void>;
    /** Forgets what the log of a repository said, so that it can be read anew. */
    forgetDeclared(repository: string): Promise<void>;
    /** The order of environments rests on this from now on. False where somebody has confirmed them meanwhile: then nothing is changed. */
    savePrecedence(repository: string, precedence: Precedence[]): Promise<boolean>;
    /** Only what is given is changed; `position: null` takes it away. */
    saveHistory(repository: string, history: Partial<HistoryState>): Promise<void>;
  };
  discovered: {
    /** New ones are inserted, known ones get what was not known of them. Returns the versions that are new. */
    save(service: string, rows: Omit<ReleaseRow, "service">[], readAt: number): Promise<string[]>;
    trouble(service: string, sentence: string, at: number): Promise<void>;
  };
  connecting: {
    /** By kind and name. `secret`: undefined leaves it, null removes it. Returns the id. */
    save(row: {
      kind: ConnectionKind;
      name: string;
      config: Record<string, unknown>;
      fixed?: boolean;
      findings?: ConnectionFinding[];
      secret?: string | null;
    }): Promise<string>;
    findings(id: string, findings: ConnectionFinding[], at: number): Promise<void>;
    /** Nothing secret is left of it, and no cluster has it. Saved again under its name it has the id that it had. */
    remove(id: string, at: number): Promise<void>;
  };
  people: {
    /** Until the end of the transaction nobody else changes grants: who is the last admin depends on all of them. */
    lock(): Promise<void>;
    /** All grants of a login. */
    replaceGrants(
      login: string,
      grants: { role: string; environment?: string }[],
      givenBy: string,
      at: number,
    ): Promise<void>;
  };
  settings: { set(key: string, value: unknown): Promise<void> };
  /** True the first time that this delivery is seen. */
  firstSeen(delivery: string): Promise<boolean>;
}
