import type pg from "pg";
import type { Leases } from "../../ports/leases.ts";
import { speaking } from "./failures.ts";

export function createLeases(pool: pg.Pool): Leases {
  return {
    hold: (name, holder, ms) =>
      speaking(async () => {
        const { rows } = await pool.query<{ fence: number }>(hold, [name, holder, ms]);
        return rows[0];
      }),
    drop: (holder, names) =>
      speaking(async () => {
        await pool.query(
          "UPDATE lease SET until = '-infinity' WHERE holder = $1 AND ($2::text[] IS NULL OR name = ANY($2))",
          [holder, names ?? null],
        );
      }),
    held: (prefix) =>
      speaking(async () => {
        const { rows } = await pool.query<{ name: string; holder: string }>(
          "SELECT name, holder FROM lease WHERE starts_with(name, $1) AND until > clock_timestamp()",
          [prefix],
        );
        return rows;
      }),
  };
}

const hold = `
  INSERT INTO lease AS l (name, holder, until) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
  ON CONFLICT (name) DO UPDATE SET
    until = excluded.until,
    holder = excluded.holder,
    fence = CASE WHEN l.holder = excluded.holder THEN l.fence ELSE l.fence + 1 END
  WHERE l.holder = excluded.holder OR l.until < clock_timestamp()
  RETURNING fence`;
