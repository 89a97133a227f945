/** @file The data of an error are what its sentence and next step name: one that is missing does not compile. */
import { expect, it } from "vitest";
import { AppError, ERROR_TABLE, type ErrorCode } from "#shared/errors/errors.ts";

it("what a sentence needs is asked for by its type", () => {
  expect(new AppError("data/in-use", { name: "a", sweeps: "“b”" }).message).toBe("Data set “a” is used by “b”.");
  // @ts-expect-error `sweeps` is missing.
  expect(new AppError("data/in-use", { name: "a" }).message).toContain("(sweeps?)");
  // @ts-expect-error All of it is missing.
  expect(new AppError("data/in-use").message).toContain("(name?)");
  // What only the next step names is asked for too; the log is known where the app is.
  // @ts-expect-error `name` is missing.
  expect(new AppError("access/origin", { origin: "http://a" }).action).toContain("(name?)");
  expect(new AppError("train/no-result").action).toContain("focaldesk log");
});

it("a code that is only known when it runs takes what came with it", () => {
  const code: string = "train/hung";
  expect(new AppError(code as ErrorCode, { seconds: 30 }).message).toBe("The trainer gave no sign of life for 30 s and was stopped.");
  expect(Object.keys(ERROR_TABLE)).toContain(code);
});
