/** @file Any text as LaTeX sets it as text. */

/** Letter and command by turns. */
const GREEK: ReadonlyMap<string, string> = new Map(
  [
    "α alpha β beta γ gamma δ delta ε varepsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu",
    "ν nu ξ xi π pi ρ rho σ sigma ς varsigma τ tau υ upsilon φ varphi χ chi ψ psi ω omega",
    "Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega µ mu",
  ].flatMap((line) => [...line.matchAll(/(\S) (\w+)/g)].map(([, letter, command]) => [letter!, `\\${command}`] as const)),
);

const SIGNS: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "%": "\\%",
  "&": "\\&",
  _: "\\_",
  "#": "\\#",
  $: "\\$",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "$<$",
  ">": "$>$",
  "|": "$|$",
  '"': "''",
  "`": "\\textasciigrave{}",
  "“": "``",
  "”": "''",
  "‘": "`",
  "’": "'",
  "–": "--",
  "—": "---",
  "…": "\\dots{}",
  "\u00a0": "~",
  "\u202f": "\\,",
  "·": "$\\cdot$",
  "×": "$\\times$",
  "±": "$\\pm$",
  "−": "$-$",
  "≤": "$\\le$",
  "≥": "$\\ge$",
  "≠": "$\\ne$",
  "≈": "$\\approx$",
  "→": "$\\rightarrow$",
  "←": "$\\leftarrow$",
  "↓": "$\\downarrow$",
  "↑": "$\\uparrow$",
  "∞": "$\\infty$",
  "†": "\\dag{}",
  "°": "$^\\circ$",
};

/** "n^−0.5" is a power; the sign after the caret must not be set as a word of its own. */
const POWER = /\bn\^([−-]?[\d.]+)/;
const SUBSCRIPT = /[₀-₉]+/;
const TOKEN = new RegExp(`${POWER.source}|${SUBSCRIPT.source}|[\\s\\S]`, "gu");

/**
 * Escaped text on one line. Greek letters and signs of arithmetic become math; letters of other scripts stay as they are, see {@link needsUnicodeEngine}.
 */
export function latexText(text: string): string {
  return text.replaceAll(TOKEN, (token, power: string | undefined) => {
    if (power !== undefined) return `$n^{${power.replace("−", "-")}}$`;
    if (token >= "₀" && token[0]! <= "₉") return `$_{${[...token].map((digit) => digit.codePointAt(0)! - 0x2080).join("")}}$`;
    const letter = GREEK.get(token);
    if (letter !== undefined) return `$${letter}$`;
    // Line breaks and controls: an empty line would end a paragraph inside the table.
    return SIGNS[token] ?? (/\p{C}|\s/u.test(token) ? " " : token);
  });
}

/** True for text that pdfLaTeX with its standard fonts refuses: scripts beyond Latin, emoji. */
export function needsUnicodeEngine(latex: string): boolean {
  return /[^\p{ASCII}\u00a0-\u017f]/u.test(latex);
}

/** A comment: one line, no matter what the text holds. */
export const latexComment = (text: string): string => `% ${text.replaceAll(/[\p{C}\s]+/gu, " ")}`;
