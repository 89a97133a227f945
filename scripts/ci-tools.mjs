/**
 * @file What tests need of the system and nobody has for developing alone: LaTeX, PyTorch, the compiler of the kernel. With CI=true on Debian they
 * are installed once; where that cannot be done the tests say what is missing, and fail. Reads: programs. Writes: the system's packages.
 * Plain JavaScript: it must run on the system's Node, from 20 on.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { installDebian } from "./debian.mjs";
import { root } from "./node-24.mjs";

const status = (program, ...args) => spawnSync(program, args, { stdio: "ignore", cwd: root }).status;
const hasTorch = (python) => status(python, "-c", "import numpy, torch, torchvision") === 0;

/** Sizes: what apt-get fetches on a bare Debian 12. */
const TOOLS = [
  // 48 MB; the second brings booktabs.
  {
    there: () => status("kpsewhich", "booktabs.sty") === 0 && status("pdflatex", "--version") === 0,
    packages: ["texlive-latex-base", "texlive-latex-recommended"],
  },
  // 152 MB. The Python on the path need not be Debian's, whose packages it then does not see.
  { there: () => hasTorch("python3") || hasTorch("/usr/bin/python3"), packages: ["python3-torch", "python3-torchvision", "python3-numpy"] },
  // 84 MB. Exit code 3: no compiler of the version that made the kernel.
  { there: () => status(process.execPath, join("scripts", "build-kernel.mjs"), "--check") !== 3, packages: ["clang-19", "lld-19"] },
];

/** Installs what is missing, in one go. */
export function installCiTools() {
  const missing = TOOLS.filter(({ there }) => !there()).flatMap(({ packages }) => packages);
  if (missing.length > 0) installDebian(...missing);
}
