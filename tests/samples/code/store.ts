import { thing } from "./thing";

export interface Item {
  name: string;
}

/** Keeps items. */
export class Store<T> {
  private items: T[] = [];

  // Adds one.
  async add(item: T): Promise<void> {
    this.items.push(item);
  }

  get size(): number {
    return this.items.length;
  }
}

export const double = (value: number): number => {
  return value * 2;
};

export default function main() {
  return new Store<Item>();
}
