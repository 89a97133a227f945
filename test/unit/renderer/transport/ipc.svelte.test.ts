/** @file The window over Electron's bridge: what crosses is plain, and a refusal arrives as what it is. */
import { expect, it } from "vitest";
import { AppError, toWire } from "../../../../src-shared/errors/errors.ts";
import { connectBridge } from "../../../../src-renderer/transport/ipc.ts";

it("sends what a form holds as plain values, and throws what the app refuses with", async () => {
  const form = $state({ id: 3, name: "new" });
  const sent: unknown[] = [];
  const heard: unknown[] = [];
  let emit: (payload: never) => void = () => {};
  const app = connectBridge({
    call: async (name, input) => {
      // What another process gets: a proxy cannot be cloned to it.
      sent.push([name, structuredClone(input)]);
      if (name === "sweep.list") return { ok: true, text: '[{"id":1}]' };
      return name === "dataset.rename" ? { ok: true, value: {} } : { ok: false, error: toWire(new AppError("run/not-found", { what: "run", id: 7 })) };
    },
    subscribe: (_, listener) => {
      emit = listener;
      return () => (emit = () => {});
    },
  });
  expect(await app.call("dataset.rename", form)).toEqual({});
  expect(sent).toEqual([["dataset.rename", { id: 3, name: "new" }]]);
  expect(await app.call("sweep.list", {})).toEqual([{ id: 1 }]);
  await expect(app.call("run.get", { id: 7 })).rejects.toMatchObject({ code: "run/not-found", data: { id: 7 } });
  const end = app.subscribe("engine.progress", (payload) => heard.push(payload));
  emit({ text: "linking" } as never);
  end();
  emit({ text: "late" } as never);
  expect(heard).toEqual([{ text: "linking" }]);
  expect(app.status).toBe("open");
});
