/** A release as a registry, a chart index or a tag list tells it. */
export type FoundRelease = {
  version: string;
  digest?: string;
  /** When it was published, epoch ms, where the artifact says so. */
  publishedAt?: number;
  commit?: string;
  sourceUrl?: string;
};

export interface Registry {
  /** Tags of an OCI repository (`host/path`, with or without oci://), at most 10,000. */
  tags(repository: string): Promise<string[]>;
  /** Digest and what the annotations say. Undefined: there is no such tag. */
  describe(repository: string, tag: string): Promise<FoundRelease | undefined>;
  /** Versions of a chart in a Helm repository's index. */
  chartIndex(url: string, chart: string): Promise<FoundRelease[]>;
}
