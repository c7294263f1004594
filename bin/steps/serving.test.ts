import net from "node:net";
import { expect, it } from "vitest";
import { claimPort } from "./serving.ts";

it("a port in use is said before anything is started, with the way out", async () => {
  const server = net.createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port));
  });
  await expect(claimPort(port)).rejects.toThrow(
    `Port ${port} is in use by another program. Nothing was started. Choose another: npm start -- --port ${port < 65_000 ? port + 1 : 3000}`,
  );
  await new Promise((resolve) => server.close(resolve));
  expect(await claimPort(port)).toBe(port);
});

it("port 0 becomes a free one", async () => {
  expect(await claimPort(0)).toBeGreaterThan(0);
});
