declare module "autocannon" {
  export default function autocannon(options: {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    headers?: Record<string, string>;
  }): Promise<{ requests: { total: number }; duration: number; non2xx: number; errors: number }>;
}
