import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";

/**
 * Documents by key, held in memory and written through to SQLite, so that a second start of the
 * playground finds the world as the first one left it.
 */
export class Store {
  private readonly database: DatabaseSync;
  private readonly insert: StatementSync;
  private readonly remove: StatementSync;
  private readonly counters: Collection<number>;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.database = new DatabaseSync(join(dataDir, "github.sqlite"));
    // A playground may lose its last moment when the machine dies; it may not be slow.
    this.database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
    this.database.exec(
      "CREATE TABLE IF NOT EXISTS documents (kind TEXT, key TEXT, json TEXT NOT NULL, PRIMARY KEY (kind, key))",
    );
    this.insert = this.database.prepare("INSERT OR REPLACE INTO documents (kind, key, json) VALUES (?, ?, ?)");
    this.remove = this.database.prepare("DELETE FROM documents WHERE kind = ? AND key = ?");
    this.counters = this.collection<number>("counters");
  }

  collection<T>(kind: string): Collection<T> {
    const rows = this.database.prepare("SELECT key, json FROM documents WHERE kind = ?").all(kind);
    const documents = new Map(rows.map((row) => [String(row.key), JSON.parse(String(row.json)) as T]));
    return new Collection<T>(documents, {
      put: (key, value) => this.insert.run(kind, key, JSON.stringify(value)),
      delete: (key) => this.remove.run(kind, key),
    });
  }

  nextId(kind: string, first = 1): number {
    const id = (this.counters.get(kind) ?? first - 1) + 1;
    this.counters.put(kind, id);
    return id;
  }

  close(): void {
    this.database.close();
  }
}

type Disk<T> = { put: (key: string, value: T) => void; delete: (key: string) => void };

export class Collection<T> {
  private readonly documents: Map<string, T>;
  private readonly disk: Disk<T>;

  constructor(documents: Map<string, T>, disk: Disk<T>) {
    this.documents = documents;
    this.disk = disk;
  }

  get(key: string | number): T | undefined {
    return this.documents.get(String(key));
  }

  put(key: string | number, value: T): T {
    this.documents.set(String(key), value);
    this.disk.put(String(key), value);
    return value;
  }

  delete(key: string | number): void {
    if (this.documents.delete(String(key))) this.disk.delete(String(key));
  }

  all(): T[] {
    return [...this.documents.values()];
  }

  filter(keep: (document: T) => boolean): T[] {
    const kept: T[] = [];
    for (const document of this.documents.values()) if (keep(document)) kept.push(document);
    return kept;
  }

  find(is: (document: T) => boolean): T | undefined {
    for (const document of this.documents.values()) if (is(document)) return document;
    return undefined;
  }
}
