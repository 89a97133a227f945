/** @file Wrong usage of the command line: exit code 2. */
import { AppError } from "#shared/errors/errors.ts";

export class UsageError extends AppError {
  constructor(detail: string) {
    super("input/invalid", { what: "The command line", detail });
  }
}
