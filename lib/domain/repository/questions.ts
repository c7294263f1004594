import type { Precedence } from "../history/precedence.ts";
import { type LegPlanned, type LegWanted, planLeg } from "../promotion/plan-leg.ts";
import type { Result } from "../result.ts";
import { adopt } from "./adopt/adopt.ts";
import { clustersSaid } from "./adopt/clusters.ts";
import { type OrderTold, orderTold } from "./adopt/order-told.ts";
import { type ProvenanceLink, provenanceOf } from "./adopt/provenance.ts";
import { guardRails } from "./adopt/rails.ts";
import type { Adoption, Corrections, Problem } from "./adopt/types.ts";
import type { Repository } from "./types.ts";

/**
 * What the rest of the product asks of a repository's files, as plain data in and plain data out: whoever asks never
 * holds the files themselves, so that they can be read in a thread.
 */
export type Question =
  | { is: "clusters" }
  | { is: "adoption"; corrections: Corrections }
  | { is: "order"; corrections: Corrections; precedence: readonly Precedence[] }
  | { is: "rails"; corrections: Corrections }
  | { is: "provenance"; corrections: Corrections; deployment: string }
  | { is: "leg"; corrections: Corrections; wanted: LegWanted };

export type Answers = {
  clusters: { name: string; path: string }[];
  adoption: { adoption: Adoption; files: number };
  order: OrderTold;
  rails: Problem[];
  provenance: ProvenanceLink[];
  leg: Result<LegPlanned>;
};

export type AnswerTo<Q extends Question> = Answers[Q["is"]];

/** A preview asks with what is stored, with what was sent, and with nothing left out. */
const MOST_ADOPTIONS = 4;

/** A repository at one commit that questions are put to; what was read for one of them is kept for the next. */
export class Asked {
  readonly repository: Repository;
  private readonly adoptions = new Map<string, Adoption>();

  constructor(repository: Repository) {
    this.repository = repository;
  }

  answer<Q extends Question>(question: Q): AnswerTo<Q>;
  answer(question: Question): Answers[Question["is"]] {
    const { repository } = this;
    if (question.is === "clusters") return clustersSaid(repository);
    const { corrections } = question;
    const adoption = this.adoption(corrections);
    switch (question.is) {
      case "adoption":
        return { adoption, files: repository.files.size };
      case "order":
        return orderTold(repository, adoption, corrections, question.precedence);
      case "rails":
        return guardRails(repository, adoption);
      case "provenance": {
        const found = adoption.deployments.find(({ id }) => id === question.deployment);
        return found ? provenanceOf(repository, found) : [];
      }
      case "leg":
        return planLeg({ repository, adoption, corrections }, question.wanted);
    }
  }

  private adoption(corrections: Corrections): Adoption {
    const key = JSON.stringify(corrections);
    const adoption = this.adoptions.get(key) ?? adopt(this.repository, { corrections });
    this.adoptions.delete(key);
    this.adoptions.set(key, adoption);
    const [oldest] = this.adoptions.keys();
    if (oldest !== undefined && this.adoptions.size > MOST_ADOPTIONS) this.adoptions.delete(oldest);
    return adoption;
  }
}
