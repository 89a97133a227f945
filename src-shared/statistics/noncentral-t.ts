/**
 * @file Power of the two-sided one-sample t test, which is the paired t test of differences.
 * Reads: numbers.
 */
import { logGamma } from "./gamma.ts";
import { normalCdf } from "./normal.ts";
import { studentQuantile } from "./student-t.ts";

/** Simpson panels. With few pairs the critical value is large and the integrand steep near 0. */
const panelsOf = (n: number): number => (n < 6 ? 8000 : 400);

/**
 * P(|T'| > t) for noncentral T' with n - 1 degrees of freedom and noncentrality effect * sqrt(n), t the critical value of alpha.
 * Integrates over the chi distribution of the estimated deviation u = s / sigma: given u the test is a normal one.
 * @param n pairs, >= 2. @param effect |mean difference| / sd, >= 0. @param alpha in (0, 1), two-sided.
 * @returns in [alpha, 1], absolute error below 1e-8.
 * Source: Johnson, Kotz and Balakrishnan 1995, ch. 31.
 */
export function pairedTPower(n: number, effect: number, alpha = 0.05): number {
  const df = n - 1;
  const shift = effect * Math.sqrt(n);
  const critical = studentQuantile(1 - alpha / 2, df);
  const logScale = Math.LN2 + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  // u has mean near 1 and deviation near 1 / sqrt(2 df); ten of them leave less than 1e-20.
  const reach = 10 / Math.sqrt(2 * df);
  const from = Math.max(0, 1 - reach);
  const panels = panelsOf(n);
  const step = (1 + reach - from) / panels;
  let kept = 0;
  for (let i = 0; i <= panels; i++) {
    const u = from + i * step;
    // u^(df - 1) at u = 0: 1 with one degree of freedom, 0 with more.
    const power = df === 1 ? 0 : (df - 1) * Math.log(u);
    const density = Math.exp(logScale + power - (df * u * u) / 2);
    const weight = i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2;
    kept += weight * density * (normalCdf(critical * u - shift) - normalCdf(-critical * u - shift));
  }
  return Math.min(1, Math.max(0, 1 - (kept * step) / 3));
}
