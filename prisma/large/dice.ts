import { type IdPrefix, newId } from '@/lib/domain/id';

/** Chance that comes out the same for the same number (sfc32): a large seed can be made again. */
export class Dice {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = 0x9e3779b9;
    this.#c = 0x243f6a88;
    for (let i = 0; i < 16; i += 1) this.#next();
  }

  #next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return t >>> 0;
  }

  /** From 0 up to, and without, 1. */
  unit(): number {
    return this.#next() / 4_294_967_296;
  }

  /** From 0 up to, and without, `below`. */
  int(below: number): number {
    return Math.floor(this.unit() * below);
  }

  between(least: number, most: number): number {
    return least + this.int(most - least + 1);
  }

  chance(of: number): boolean {
    return this.unit() < of;
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.int(from.length)];
    if (one === undefined) throw new Error('there is nothing to pick from');
    return one;
  }

  /** One of the entries, as often as its weight says. */
  weighted<T>(from: readonly (readonly [T, number])[]): T {
    let left = this.unit() * from.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [one, weight] of from) {
      left -= weight;
      if (left < 0) return one;
    }
    return this.pick(from)[0];
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#next() & 255);
  }

  /** An instant so many days before another. */
  before(now: Date, leastDays: number, mostDays: number): Date {
    return new Date(
      now.getTime() - Math.floor((leastDays + this.unit() * (mostDays - leastDays)) * 86_400_000),
    );
  }

  /** A new id with the given time in front. */
  id(prefix: IdPrefix, at: Date): string {
    return newId(prefix, at.getTime(), this.bytes(16));
  }
}
