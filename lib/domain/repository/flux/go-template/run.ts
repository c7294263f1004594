import { entriesOf, madeScalar } from "../../tree.ts";
import type { Part as Piece, Tree } from "../../types.ts";
import { FUNCTIONS } from "./functions.ts";
import { TemplateFault } from "./lex.ts";
import { type Operand, type Part, type Pipe, parseTemplate } from "./parse.ts";
import { isTrue, piecesOf } from "./values.ts";

/** Rounds that all loops of one template may take together. */
const MOST_ROUNDS = 20_000;

/**
 * Runs a template over some inputs. Each piece of the result is the template's own (`from` says which), or knows the
 * scalar of the inputs that says it. Throws TemplateFault.
 */
export function runTemplate(template: string, inputs: Tree | undefined): Piece[] {
  const run = new Run(inputs);
  run.parts(parseTemplate(template), undefined);
  return run.pieces;
}

class Break extends Error {}
class Continue extends Error {}

class Run {
  readonly inputs: Tree | undefined;
  readonly pieces: Piece[] = [];
  readonly scopes: Map<string, Tree | undefined>[] = [new Map([["$", undefined]])];
  rounds = 0;

  constructor(inputs: Tree | undefined) {
    this.inputs = inputs;
  }

  parts(parts: readonly Part[], dot: Tree | undefined): void {
    for (const part of parts) this.part(part, dot);
  }

  part(part: Part, dot: Tree | undefined): void {
    switch (part.is) {
      case "text":
        this.pieces.push({ text: part.text, from: part.from });
        return;
      case "pipe": {
        const value = this.pipe(part.pipe, dot);
        if (part.pipe.declares.length === 0) this.pieces.push(...piecesOf(value, nameOf(part.pipe)));
        return;
      }
      case "break":
        throw new Break();
      case "continue":
        throw new Continue();
      default:
        this.scoped(() => this.branch(part, dot));
    }
  }

  scoped(work: () => void): void {
    this.scopes.push(new Map());
    try {
      work();
    } finally {
      this.scopes.pop();
    }
  }

  branch(part: Extract<Part, { body: Part[] }>, dot: Tree | undefined): void {
    if (part.is === "range") {
      this.range(part, dot);
      return;
    }
    const value = this.pipe(part.pipe, dot);
    if (!isTrue(value)) this.parts(part.otherwise, dot);
    else this.parts(part.body, part.is === "with" ? value : dot);
  }

  range(part: Extract<Part, { body: Part[] }>, dot: Tree | undefined): void {
    const { declares } = part.pipe;
    const rounds = roundsOf(this.pipe({ ...part.pipe, declares: [] }, dot));
    if (rounds.length === 0) this.parts(part.otherwise, dot);
    for (const [key, value] of rounds) {
      if (++this.rounds > MOST_ROUNDS) throw new TemplateFault("its loops take too many rounds");
      try {
        this.scoped(() => {
          const names: [string | undefined, Tree][] =
            declares.length > 1
              ? [
                  [declares[0], key],
                  [declares[1], value],
                ]
              : [[declares[0], value]];
          for (const [name, each] of names) if (name !== undefined) this.scopes.at(-1)?.set(name, each);
          this.parts(part.body, value);
        });
      } catch (error) {
        if (error instanceof Break) return;
        if (!(error instanceof Continue)) throw error;
      }
    }
  }

  pipe(pipe: Pipe, dot: Tree | undefined): Tree | undefined {
    let value: Tree | undefined;
    for (const [index, command] of pipe.commands.entries())
      value = this.command(command, dot, index > 0 ? [value] : []);
    const [name] = pipe.declares;
    if (name === undefined) return value;
    const scope = pipe.assigns ? this.scopes.findLast((each) => each.has(name)) : this.scopes.at(-1);
    if (!scope) throw new TemplateFault(`${name} is not declared`);
    scope.set(name, value);
    return value;
  }

  command([first, ...rest]: Operand[], dot: Tree | undefined, piped: (Tree | undefined)[]): Tree | undefined {
    if (!first || (first.is === "literal" && first.value === null)) throw new TemplateFault("nothing is said");
    if (first.is === "call" && first.fields.length === 0 && first.name !== "inputs") {
      if (first.name === "and" || first.name === "or") return this.shortCut(first.name === "and", rest, dot, piped);
      return this.call(first.name, [...rest.map((operand) => this.operand(operand, dot)), ...piped]);
    }
    if (rest.length > 0 || piped.length > 0) throw new TemplateFault("an argument is given to what is no function");
    return this.operand(first, dot);
  }

  /** `and` gives the first that is not true, `or` the first that is, and neither looks further. */
  shortCut(all: boolean, operands: Operand[], dot: Tree | undefined, piped: (Tree | undefined)[]): Tree | undefined {
    let value: Tree | undefined;
    for (const next of [
      ...operands.map((operand) => () => this.operand(operand, dot)),
      ...piped.map((each) => () => each),
    ]) {
      value = next();
      if (isTrue(value) !== all) return value;
    }
    return value;
  }

  operand(operand: Operand, dot: Tree | undefined): Tree | undefined {
    const value = this.start(operand, dot);
    return operand.fields.reduce<Tree | undefined>((at, field) => fieldOf(at, field), value);
  }

  start(operand: Operand, dot: Tree | undefined): Tree | undefined {
    switch (operand.is) {
      case "literal":
        return operand.value === null ? undefined : madeScalar(operand.value);
      case "dot":
        return dot;
      case "pipe":
        return this.pipe(operand.pipe, dot);
      case "variable": {
        const scope = this.scopes.findLast((each) => each.has(operand.name));
        if (!scope) throw new TemplateFault(`${operand.name} is not declared`);
        return scope.get(operand.name);
      }
      default:
        return operand.name === "inputs" ? this.inputs : this.call(operand.name, []);
    }
  }

  call(name: string, given: (Tree | undefined)[]): Tree | undefined {
    const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!call) throw new TemplateFault(`it calls ${name}, which is not known here`);
    return call(given);
  }
}

/** A key that is not there is an error, as flux-operator asks for. */
function fieldOf(value: Tree | undefined, field: string): Tree | undefined {
  const entries = entriesOf(value);
  if (value?.is !== "mapping" || !entries.has(field)) throw new TemplateFault(`there is no ${field}`);
  return entries.get(field);
}

function roundsOf(value: Tree | undefined): [Tree, Tree][] {
  if (value === undefined) return [];
  if (value.is === "sequence") return value.items.map((item, index) => [madeScalar(index), item]);
  if (value.is === "mapping")
    return [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [madeScalar(key), each]);
  if (typeof value.value === "number" && value.value <= MOST_ROUNDS)
    return Array.from({ length: value.value }, (_, index) => [madeScalar(index), madeScalar(index)]);
  if (value.value === null) return [];
  throw new TemplateFault("a loop goes over what is no list");
}

function nameOf({ commands }: Pipe): string {
  const [first] = commands[0] ?? [];
  return first?.is === "call" && first.name === "inputs" ? ["inputs", ...first.fields].join(".") : "inputs";
}
