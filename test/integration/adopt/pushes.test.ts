import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { fluxRepository, moved } from "../../../bench/kit/flux-repository.ts";
import { adopt } from "../../../lib/domain/repository/adopt/adopt.ts";
import type { Adoption, Corrections } from "../../../lib/domain/repository/adopt/types.ts";
import { repositoryOf } from "../../../lib/domain/repository/files.ts";
import type { Repository } from "../../../lib/domain/repository/types.ts";
import type { Deps } from "../../../lib/ports/deps.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { startTestDatabase, type TestDatabase } from "../../postgres.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
}, 120_000);
afterAll(() => db.close());

type Read = (deps: Deps, input: { repository: string }) => Promise<void>;

/** Each has a memory of its own of what it stored. */
async function process(): Promise<Read> {
  vi.resetModules();
  return (await import("../../../lib/usecases/read-repository.ts")).readRepository;
}

let fleets = 0;
/** A repository whose branch is moved by hand, and what is written of it. */
class Fleet {
  repository: Repository;
  adoption: Adoption = { clusters: [], environments: [], services: [], deployments: [], problems: [] };
  id = "";
  readonly fullName = `acme/fleet-${fleets++}`;
  commits = 0;
  /** How many deployments, services and readings the last transaction sent. */
  sent = { rows: 0, services: 0, readings: 0 };

  constructor(files: ReadonlyMap<string, string>) {
    this.repository = repositoryOf(files);
  }

  /** Alone: nothing that another one has is told apart from it. */
  async begin(): Promise<this> {
    await db.owner.query('UPDATE repository SET "adoptedAt" = NULL');
    this.id = await this.corrected({});
    return this;
  }

  corrected(corrections: Corrections): Promise<string> {
    const row = { connectionId: "here", fullName: this.fullName, branch: "main", adoptedAt: 1, corrections };
    return db.store.transaction((tx) => tx.layout.saveRepository(row));
  }

  push(files: ReadonlyMap<string, string>): void {
    this.repository = repositoryOf(files, this.repository);
    this.commits += 1;
  }

  async read(by: Read): Promise<void> {
    await by(this.deps(), { repository: this.id });
  }

  private deps(): Deps {
    const { repository, commits } = this;
    return {
      store: this.counting(db.store),
      readings: {
        ask: async (_: unknown, __: unknown, { corrections }: { corrections: Corrections }) => {
          this.adoption = adopt(repository, { corrections });
          return { adoption: this.adoption, files: repository.files.size };
        },
      },
      mirror: {
        tip: async () => `commit-${this.id}-${commits}`,
        lastChanges: async (_: unknown, commit: string, places: unknown[]) =>
          places.map(() => ({ commit, at: 1_000 * commits })),
      },
      now: () => commits,
      newEnvironmentRules: { holdMinutes: 10, deadlineMinutes: 60 },
    } as unknown as Deps;
  }

  private counting(store: Store): Store {
    return {
      ...store,
      transaction: (work) =>
        store.transaction((tx) => {
          const { layout } = tx;
          this.sent = { rows: 0, services: 0, readings: 0 };
          const count = (of: keyof Fleet["sent"], more: number) => {
            this.sent[of] += more;
          };
          return work({
            ...tx,
            layout: {
              ...layout,
              saveDeployments: (id, rows, ...rest) => {
                count("rows", rows.length);
                return layout.saveDeployments(id, rows, ...rest);
              },
              saveServices: (rows) => {
                count("services", rows.length);
                return layout.saveServices(rows);
              },
              saveReading: (id, head, at, reading) => {
                count("readings", reading ? 1 : 0);
                return layout.saveReading(id, head, at, reading);
              },
            },
          });
        }),
    };
  }

  /** What the store says is what the repository says. */
  async check(): Promise<void> {
    const rows = await db.store.read.deployments({ repositoryId: this.id });
    const byId = <T extends { id: string }>(all: readonly T[]) => new Map(all.map((one) => [one.id, one]));
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
    expect(byId(rows.map(({ found }) => found))).toEqual(byId(plain(this.adoption.deployments)));
    for (const { found, declaredVersion, definition, service, environment } of rows) {
      expect([declaredVersion, definition.declared.version]).toEqual([found.version, found.version]);
      expect([service, environment]).toEqual([found.service, found.environment]);
    }
    const { deployments: _, ...layout } = this.adoption;
    expect((await db.store.read.reading(this.id))?.reading).toEqual(plain(layout));
    const services = byId(await db.store.read.services());
    for (const { name, team } of this.adoption.services) expect(services.get(name)).toMatchObject(team ? { team } : {});
  }
}

const small = () => fluxRepository(60);

it("sends of a push only what it changed, and what depends on that", async () => {
  const [fleet, worker] = [await new Fleet(small()).begin(), await process()];
  await fleet.read(worker);
  const all = fleet.adoption.deployments.length;
  expect(fleet.sent).toEqual({ rows: all, services: fleet.adoption.services.length, readings: 1 });

  const { path, text } = moved(fleet.repository.files, 0, 1, "2.0.0");
  fleet.push(new Map(fleet.repository.files).set(path, text));
  await fleet.read(worker);
  expect(fleet.sent).toEqual({ rows: 1, services: 1, readings: 0 });
  await fleet.check();

  fleet.push(new Map(fleet.repository.files).set("CODEOWNERS", "* @example/new\n"));
  await fleet.read(worker);
  expect(fleet.sent).toEqual({ rows: 0, services: fleet.adoption.services.length, readings: 1 });
  await fleet.check();
});

it("marks what is gone, and takes back what comes again", async () => {
  const [fleet, worker] = [await new Fleet(small()).begin(), await process()];
  await fleet.read(worker);
  const whole = fleet.repository.files;
  const gone = "clusters/staging/services/service-1.yaml";
  fleet.push(new Map([...whole].filter(([path]) => path !== gone)));
  await fleet.read(worker);
  expect(fleet.sent.rows).toBeLessThan(5);
  await fleet.check();
  const { rows } = await db.owner.query(
    `SELECT id FROM deployment WHERE "repositoryId" = $1 AND "removedAt" IS NOT NULL`,
    [fleet.id],
  );
  expect(rows).toEqual([{ id: "staging/HelmRelease/apps/service-1" }]);
  fleet.push(whole);
  await fleet.read(worker);
  expect(fleet.sent.rows).toBeLessThan(5);
  await fleet.check();
});

it("sends everything where another process was there meanwhile, or people said otherwise", async () => {
  const [fleet, one, other] = [await new Fleet(small()).begin(), await process(), await process()];
  const everything = () => expect(fleet.sent.rows).toBe(fleet.adoption.deployments.length);
  const release = (version: string) => {
    const { path, text } = moved(fleet.repository.files, 2, 0, version);
    fleet.push(new Map(fleet.repository.files).set(path, text));
  };
  await fleet.read(one);
  release("2.0.0");
  await fleet.read(other);
  everything();
  release("3.0.0");
  await fleet.read(one);
  everything();
  await fleet.corrected({ serviceNames: { "service-2": "two" } });
  release("4.0.0");
  await fleet.read(one);
  everything();
  await fleet.check();
  release("5.0.0");
  await fleet.read(one);
  expect(fleet.sent.rows).toBe(1);
  await fleet.check();
});

it("sends everything where another repository took a deployment over", async () => {
  const [fleet, worker] = [await new Fleet(small()).begin(), await process()];
  await fleet.read(worker);
  const [taken] = fleet.adoption.deployments;
  await db.owner.query(`UPDATE deployment SET "repositoryId" = 'another' WHERE id = $1`, [taken?.id]);
  fleet.push(new Map(fleet.repository.files).set("README.md", "Read me\n"));
  await fleet.read(worker);
  expect(fleet.sent.rows).toBe(fleet.adoption.deployments.length);
  await fleet.check();
});

it("stores what the repository says, whoever reads which push, and whatever the pushes do", async () => {
  const step = fc.record({ by: fc.nat({ max: 1 }), does: fc.nat({ max: 5 }), at: fc.nat(), reads: fc.nat({ max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
      const fleet = await new Fleet(small()).begin();
      const processes = [await process(), await process()] as const;
      for (const { by, does, at, reads } of steps) {
        const files = new Map(fleet.repository.files);
        const paths = [...files.keys()];
        const path = paths[at % paths.length] ?? "";
        if (does < 2) {
          const next = moved(small(), at % 4, at % 3, `${2 + (at % 9)}.0.0`);
          files.set(next.path, next.text);
        } else if (does === 2) files.delete(path);
        else if (does === 3) for (const [file, text] of small()) files.set(file, text);
        else if (does === 4) files.set(path, `# looked at\n${files.get(path)}`);
        else files.set(path, (files.get(path) ?? "").replaceAll("service-1", "service-9"));
        fleet.push(files);
        // Pushes may come faster than they are read.
        if (reads === 0) continue;
        await fleet.read(processes[by as 0 | 1]);
        await fleet.check();
      }
    }),
    { numRuns: 12 },
  );
}, 300_000);
