/** Where the world of the playground is reached; it stands in the fleet's files, so it must outlive a restart. */
export type Addresses = {
  /** `http://localhost:41001`: Git over HTTP is below it */
  github: string;
  /** `localhost:41002`, as it stands in image names */
  registry: string;
};

export const organisation = "acme";
export const fleetRepository = "fleet";

export const fleetUrl = (at: Addresses): string => `${at.github}/${organisation}/${fleetRepository}.git`;
export const imageOf = (at: Addresses, service: string): string => `${at.registry}/${organisation}/${service}`;
export const chartsUrl = (at: Addresses): string => `oci://${at.registry}/charts`;
export const platformArtifact = (at: Addresses): string => `oci://${at.registry}/flux/platform`;
export const thirdPartyCharts = (at: Addresses): string => `http://${at.registry}/charts`;
