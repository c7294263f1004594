/**
 * What Sluice asks of GitHub as an App, so that nobody types permissions: contents and pull
 * requests to write, statuses for its own gate, checks and members to read. No administration,
 * no secrets, no workflows. https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export function appManifest(publicUrl: string): Record<string, unknown> {
  const host = new URL(publicUrl).host;
  return {
    name: `Sluice ${host}`.slice(0, 34),
    url: publicUrl,
    redirect_url: `${publicUrl}/api/connect/github`,
    callback_urls: [`${publicUrl}/api/auth/callback/github`],
    // GitHub takes an address that it can reach only; without webhooks everything works too, slower.
    hook_attributes: { url: `${publicUrl}/api/hooks/github`, active: publicUrl.startsWith("https:") },
    public: false,
    default_permissions: {
      contents: "write",
      pull_requests: "write",
      statuses: "write",
      checks: "read",
      members: "read",
      metadata: "read",
    },
    default_events: [
      "push",
      "pull_request",
      "pull_request_review",
      "status",
      "check_run",
      "check_suite",
      "create",
      "release",
    ],
  };
}
