/** @file The part of WebAssembly that load-kernel.ts uses: TypeScript keeps it in its library for browsers, which main does not have. */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** @param pages of 64 KiB. @throws RangeError when there is no more. */
    grow(pages: number): number;
  }
  interface Global {
    readonly value: unknown;
  }
  function validate(bytes: Uint8Array): boolean;
  /** Compiled code; opaque. */
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: new (bytes: Uint8Array) => Module;
  const Instance: new (module: Module) => { readonly exports: Readonly<Record<string, unknown>> };
}
