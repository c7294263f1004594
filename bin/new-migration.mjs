// Writes the SQL of a new migration from the difference between the schema as it was when the last
// migration was made (prisma/migrations/schema.prisma) and as it is now. Offline: Prisma's schema engine
// as WebAssembly needs no database for that. Read the SQL before you commit it; it is never edited afterwards.
//   npm run migration -- add_something
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const migrations = path.join(root, "prisma/migrations");
const name = process.argv[2];
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error("Give the migration a name in snake_case: npm run migration -- add_something");
  process.exit(2);
}

const before = path.join(migrations, "schema.prisma");
const now = readFileSync(path.join(root, "prisma/schema.prisma"), "utf8");
const sql = await difference(existsSync(before) ? readFileSync(before, "utf8") : undefined, now);
// Whoever may not create schemas is refused this statement even where the schema is there.
const script = sql.replace(/-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\n\n/, "");
if (!script.trim() || script.includes("This is an empty migration")) {
  console.log("The schema has not changed since the last migration.");
  process.exit(0);
}
const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
const folder = path.join(migrations, `${stamp}_${name}`);
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, "migration.sql"), script);
writeFileSync(before, now);
console.log(path.relative(root, path.join(folder, "migration.sql")));

async function difference(from, to) {
  const folder = path.join(root, "node_modules/@prisma/schema-engine-wasm");
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };
  const glue = await import(path.join(folder, "schema_engine_bg.js"));
  const bytes = readFileSync(path.join(folder, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const engine = await glue.SchemaEngine.new({ datamodels: [["schema.prisma", to]] }, () => {}, deafAdapter());
  const files = (content) => ({ tag: "schemaDatamodel", files: [{ path: "schema.prisma", content }] });
  const result = await engine.diff({
    from: from === undefined ? { tag: "empty" } : files(from),
    to: files(to),
    script: true,
    exitCode: false,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return result.stdout ?? "";
}

/** The engine's constructor wants a database; for a difference of two schemas it never asks it anything. */
function deafAdapter() {
  const ok = (value) => ({ ok: true, value, map: (f) => ok(f(value)), flatMap: (f) => f(value) });
  const none = { columnNames: [], columnTypes: [], rows: [] };
  const connection = {
    provider: "postgres",
    adapterName: "none",
    queryRaw: async () => ok(none),
    executeRaw: async () => ok(0),
    executeScript: async () => ok(undefined),
    dispose: async () => ok(undefined),
    getConnectionInfo: () => ok({ schemaName: "public", supportsRelationJoins: true }),
  };
  return {
    provider: "postgres",
    adapterName: "none",
    connect: async () => ok(connection),
    connectToShadowDb: async () => ok(connection),
    errorRegistry: {},
  };
}
