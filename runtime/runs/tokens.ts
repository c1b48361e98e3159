import type { FlowMessage } from '../../node-kit/host.ts';

/** A message at a node: on its way there, or being worked on. */
interface Token<Node, Hop> {
  readonly node: Node;
  /** Deliveries on their way that `onReceive` has not seen. */
  coming: number;
  count: number;
  hop: Hop | null;
  /** The same message at another node. */
  next: Token<Node, Hop> | undefined;
}

/** The messages of one run, each at the nodes that have it. A run mostly has one message: that one is found without a map. */
export class Tokens<Node extends { readonly id: string }, Hop> {
  private message: FlowMessage | null = null;
  private first: Token<Node, Hop> | undefined;
  private others: Map<FlowMessage, Token<Node, Hop>> | null = null;

  find(message: FlowMessage, node: Node): Token<Node, Hop> | undefined {
    let token = this.of(message);
    while (token && token.node.id !== node.id) token = token.next;
    return token;
  }

  findOrAdd(message: FlowMessage, node: Node): Token<Node, Hop> {
    const known = this.find(message, node);
    if (known) return known;
    const token: Token<Node, Hop> = { node, coming: 0, count: 0, hop: null, next: this.of(message) };
    this.set(message, token);
    return token;
  }

  remove(message: FlowMessage, token: Token<Node, Hop>): void {
    let before = this.of(message);
    if (before === token) return this.set(message, token.next);
    while (before && before.next !== token) before = before.next;
    if (before) before.next = token.next;
  }

  *messages(): Iterable<FlowMessage> {
    if (this.message) yield this.message;
    if (this.others) yield* this.others.keys();
  }

  *[Symbol.iterator](): Iterator<Token<Node, Hop>> {
    for (const message of this.messages()) {
      for (let token = this.of(message); token; token = token.next) yield token;
    }
  }

  private of(message: FlowMessage): Token<Node, Hop> | undefined {
    if (message === this.message) return this.first;
    return this.others?.get(message);
  }

  private set(message: FlowMessage, token: Token<Node, Hop> | undefined): void {
    if (message === this.message || (this.message === null && !this.others?.size)) {
      this.message = token ? message : null;
      this.first = token;
    } else if (token) {
      this.others ??= new Map();
      this.others.set(message, token);
    } else this.others?.delete(message);
  }
}
