/** Who works at acme. One account a role to sign in with, and the engineers whose names stand in the history. */
export type Person = { login: string; name: string; email: string };

/** The roles of Sluice, and the login that holds it in the playground. */
export const accounts = {
  viewer: person("vera", "Vera Lindqvist"),
  developer: person("dev", "Devon Okafor"),
  approver: person("ada", "Ada Marchetti"),
  releaseManager: person("rhea", "Rhea Sandoval"),
  admin: person("adam", "Adam Novak"),
} as const;

export const engineers = {
  mira: person("mira", "Mira Jansen"),
  tomas: person("tomas", "Tomas Keller"),
  ines: person("ines", "Inês Duarte"),
  kofi: person("kofi", "Kofi Mensah"),
  yuki: person("yuki", "Yuki Tanaka"),
} as const;

/** Publishes releases and commits what machines commit. */
export const robot = person("acme-ci", "acme CI");

export const people: readonly Person[] = [...Object.values(accounts), ...Object.values(engineers), robot];

export const teams = {
  cart: ["mira", "tomas", "dev", "ada"],
  browse: ["ines", "yuki", "dev"],
  platform: ["kofi", "rhea", "adam"],
} as const;

export type Team = keyof typeof teams;

export function personOf(login: string): Person {
  const found = people.find((p) => p.login === login);
  if (!found) throw new Error(`Nobody at acme is called ${login}.`);
  return found;
}

function person(login: string, name: string): Person {
  return { login, name, email: `${login}@example.com` };
}
