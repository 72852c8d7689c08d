// Owns a list of numbers of four bytes that grows.

export class Numbers {
  #values = new Uint32Array(1_024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Uint32Array(2 * this.#length);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
  }

  get all(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}
