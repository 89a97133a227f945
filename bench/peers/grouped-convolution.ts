/**
 * @file Does this device take a convolution with groups: K runs' images as channels, filters with fewer input channels.
 * A stacked convolutional engine would be built on it, or on one convolution per run where it is refused.
 */
import type { NativeTensorflow } from "#main/training/engines/tensorflow/native.ts";
import { attr, Graph, type Shape, type Value } from "#main/training/engines/tensorflow/graph.ts";
import { Message } from "#main/training/engines/tensorflow/protobuf.ts";
import { savedModelBytes } from "#main/training/engines/tensorflow/saved-model.ts";
import { GraphSession } from "#main/training/engines/tensorflow/session.ts";

const [RUNS, IMAGES, SIDE, FILTERS] = [3, 2, 5, 4];

/** @returns the largest difference between one grouped convolution and one per run. @throws Error of TensorFlow when groups are refused. */
export async function groupedConvolution(native: NativeTensorflow): Promise<string> {
  const graph = new Graph("main");
  const placeholder = (name: string, shape: Shape): Value =>
    graph.node("Placeholder", "float32", [], { dtype: attr.type("float32"), shape: attr.shape(shape) }, { name });
  const attributes = {
    T: attr.type("float32"),
    padding: attr.string("VALID"),
    // attr value "list" of integers: one step in every direction.
    strides: new Message().message(1, new Message().packed(3, [1, 1, 1, 1])),
  };
  const signature = (name: string, channels: number, filters: number) => {
    const [images, filter] = [placeholder(`${name}_images`, [IMAGES, SIDE, SIDE, channels]), placeholder(`${name}_filter`, [3, 3, 1, filters])];
    const value = graph.node("Conv2D", "float32", [images, filter], attributes, { name });
    return {
      inputs: { images: { value: images, shape: [IMAGES, SIDE, SIDE, channels] }, filter: { value: filter, shape: [3, 3, 1, filters] } },
      outputs: { out: { value, shape: [IMAGES, SIDE - 2, SIDE - 2, filters] } },
    };
  };
  const model = savedModelBytes(graph, [], { grouped: signature("grouped", RUNS, RUNS * FILTERS), single: signature("single", 1, FILTERS) });
  const session = await GraphSession.load(native, model, ["grouped", "single"]);
  try {
    const images = Float32Array.from({ length: IMAGES * SIDE * SIDE * RUNS }, (_, i) => Math.sin(i));
    const filter = Float32Array.from({ length: 9 * RUNS * FILTERS }, (_, i) => Math.cos(i));
    const { out } = session.run("grouped", {
      images: { values: images, shape: [IMAGES, SIDE, SIDE, RUNS] },
      filter: { values: filter, shape: [3, 3, 1, RUNS * FILTERS] },
    });
    let worst = 0;
    for (let run = 0; run < RUNS; run++) {
      const { out: alone } = session.run("single", {
        images: { values: images.filter((_, i) => i % RUNS === run), shape: [IMAGES, SIDE, SIDE, 1] },
        filter: { values: filter.filter((_, i) => Math.floor((i % (RUNS * FILTERS)) / FILTERS) === run), shape: [3, 3, 1, FILTERS] },
      });
      alone!.forEach((value, i) => {
        const grouped = out![Math.floor(i / FILTERS) * RUNS * FILTERS + run * FILTERS + (i % FILTERS)]!;
        worst = Math.max(worst, Math.abs(value - grouped));
      });
    }
    return `taken; largest difference to one convolution per run ${worst.toExponential(1)}`;
  } finally {
    session.dispose();
  }
}
