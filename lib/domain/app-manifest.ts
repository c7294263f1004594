/** The least that Sluice works with. */
export const appPermissions = {
  contents: "write",
  pull_requests: "write",
  statuses: "write",
  checks: "read",
  members: "read",
  metadata: "read",
} as const;

/**
 * What Sluice asks of GitHub as an App, so that nobody types permissions: contents and pull
 * requests to write, statuses for its own gate, checks and members to read. No administration,
 * no secrets, no workflows. https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export function appManifest(publicUrl: string): Record<string, unknown> {
  const { host, hostname } = new URL(publicUrl);
  return {
    name: `Sluice ${host}`.slice(0, 34),
    url: publicUrl,
    redirect_url: `${publicUrl}/api/connect/github`,
    callback_urls: [`${publicUrl}/api/auth/callback/github`],
    setup_url: `${publicUrl}/api/connect/github/installed`,
    setup_on_update: true,
    public: false,
    default_permissions: appPermissions,
    ...(canBeReached(publicUrl, hostname)
      ? { hook_attributes: { url: `${publicUrl}/api/hooks/github`, active: true }, default_events: events }
      : {}),
  };
}

/** GitHub refuses a manifest whose webhook it could not reach, an inactive one too; without webhooks everything works, slower. */
function canBeReached(publicUrl: string, hostname: string): boolean {
  return publicUrl.startsWith("https:") && hostname !== "localhost" && !/^[\d.]+$|^\[/.test(hostname);
}

const events = [
  "push",
  "pull_request",
  "pull_request_review",
  "status",
  "check_run",
  "check_suite",
  "create",
  "release",
];
