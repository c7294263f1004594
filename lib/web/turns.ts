/**
 * Answers may come in another order than they were asked for. One counts unless one that was asked for later has come: to
 * wait for the last alone would show nothing at all for as long as somebody keeps asking.
 */
export type Turn = { counts: () => boolean; isLast: () => boolean };

export class Turns {
  private asked = 0;
  private come = 0;

  ask(): Turn {
    this.asked += 1;
    const mine = this.asked;
    return {
      counts: () => {
        if (mine < this.come) return false;
        this.come = mine;
        return true;
      },
      isLast: () => mine === this.asked,
    };
  }
}
