/** @file The sweep that a word of the command line means: an id or a name. Reads: the list of sweeps. */
import { AppError } from "#shared/errors/errors.ts";
import { nearestName } from "#shared/text/nearest-name.ts";
import { counted, listed } from "#shared/text/lists.ts";
import type { Connection } from "../../connection/connection.ts";

type Listed = readonly { readonly id: number; readonly name: string }[];

/** Sweeps that a word may mean: by id, by name, or by either with “id:” or “name:” before it. */
function sweepsMeant(word: string, sweeps: Listed): Listed {
  const byId = sweeps.filter(({ id }) => `id:${id}` === word);
  const byName = sweeps.filter(({ name }) => `name:${name}` === word);
  if (byId.length + byName.length > 0) return [...byId, ...byName];
  return sweeps.filter(({ id, name }) => String(id) === word || name === word);
}

/** @throws AppError `sweep/unknown`, `sweep/several`. */
export async function sweepNamed(app: Connection, wanted: string): Promise<Listed[number]> {
  const sweeps = await app.call("sweep.list", {});
  const [sweep, ...others] = sweepsMeant(wanted, sweeps);
  if (others.length > 0) {
    const isNamedAlone = (s: Listed[number]): boolean => s.name === wanted && String(s.id) !== wanted && sharedName(wanted, sweeps) === 1;
    const ways = [sweep!, ...others].map((s) => (isNamedAlone(s) ? `name:${s.name} (sweep ${s.id})` : `id:${s.id} (“${s.name}”)`));
    throw new AppError("sweep/several", { count: counted(ways.length, "sweep"), word: wanted, list: listed(ways, ways.length) });
  }
  if (!sweep) {
    const nearest = nearestName(
      wanted,
      sweeps.map(({ name }) => name),
    );
    throw new AppError("sweep/unknown", { word: wanted, hint: nearest === null ? "“focaldesk list” shows those there are" : `The nearest is “${nearest}”` });
  }
  return sweep;
}

const sharedName = (name: string, sweeps: Listed): number => sweeps.filter((s) => s.name === name).length;
