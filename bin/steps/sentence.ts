/** Ends a command with this sentence and no stack: for what a person can put right. */
export class Sentence extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = "Sentence";
  }
}
