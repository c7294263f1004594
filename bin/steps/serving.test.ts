import net from "node:net";
import { expect, it, vi } from "vitest";
import { claimPort, readSettings, urlAt } from "./serving.ts";

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

it("an address that this machine does not have is said before anything is started", async () => {
  await expect(claimPort(0, "203.0.113.9")).rejects.toThrow(
    "This machine has no address 203.0.113.9. Nothing was started.",
  );
});

it("what listens on one address is looked for there", () => {
  expect(urlAt("0.0.0.0", 3000)).toBe("http://localhost:3000");
  expect(urlAt("192.0.2.7", 3000)).toBe("http://192.0.2.7:3000");
  expect(urlAt("2001:db8::7", 3000)).toBe("http://[2001:db8::7]:3000");
});

it("a key that is none is refused before anything starts", () => {
  vi.stubEnv("SLUICE_KEY", "guess");
  expect(() => readSettings()).toThrow("SLUICE_KEY is not a key");
  vi.unstubAllEnvs();
});
