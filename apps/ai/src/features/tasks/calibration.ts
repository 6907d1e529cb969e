/*
 * What a confidence means: of the answers that say 0.8, about 8 of 10 should be right. What models state does not mean that: they are surer
 * than they are right (Guo et al. 2017; Xiong et al. 2024 for confidences in words). So a stated confidence is mapped to a calibrated one:
 *
 * - `feedback`: people said of earlier answers with these labels, of this model, whether they were right. Platt scaling is fitted to that.
 * - `examples`: the model is free of charge (rules), so it classifies the examples of the request, each without that one, and Platt scaling is
 *   fitted to how often it was right.
 * - `measured`: the built-in rules; on the sample inbox and on the held-out one their mean confidence lies within 15 points of their accuracy
 *   (a test holds that).
 * - `assumed`: nothing is known. The stated one is divided by a temperature of 1.5 in log-odds: 0.99 becomes 0.96, 0.9 becomes 0.81, 0.5 stays.
 *   This is a guess at the usual overconfidence, not a measurement.
 */

export interface Judged {
  /** 0 to 1, as the model stated it. */
  stated: number;
  correct: boolean;
}

/** p = σ(slope · logit(stated) + shift). */
export interface Scaling {
  slope: number;
  shift: number;
}

export const identity: Scaling = { slope: 1, shift: 0 };
export const assumed: Scaling = { slope: 1 / 1.5, shift: 0 };
/** Fewer judged answers than this say too little. */
export const fewestFeedback = 20;
export const fewestExamples = 8;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** Nobody is certain. */
const logit = (p: number): number => {
  const inside = Math.min(Math.max(p, 0.005), 0.995);
  return Math.log(inside / (1 - inside));
};

export function scaled(stated: number, { slope, shift }: Scaling): number {
  return Math.round(sigmoid(slope * logit(stated) + shift) * 1000) / 1000;
}

/** How far the fit may stray from "as stated": with few judged answers it hardly does. Standard deviations of slope and shift. */
const stray = { slope: 0.5, shift: 1 };

/** Platt scaling by Newton's method, with priors that keep it near the identity. The same answers always give the same scaling. */
export function fitted(judged: readonly Judged[]): Scaling {
  const points = judged.map(({ stated, correct }) => ({ x: logit(stated), y: correct ? 1 : 0 }));
  let at = identity;
  for (let step = 0; step < 50; step += 1) {
    const move = newtonStep(points, at);
    let length = 1;
    const moved = () => ({ slope: at.slope - length * move.slope, shift: at.shift - length * move.shift });
    // A full step may jump over the valley; half of one that does not.
    while (length > 1e-6 && loss(points, moved()) > loss(points, at)) length /= 2;
    at = moved();
    if (length * (Math.abs(move.slope) + Math.abs(move.shift)) < 1e-9) break;
  }
  // Never upside down: a surer answer is not less likely to be right.
  return { slope: Math.max(at.slope, 0.05), shift: at.shift };
}

type Points = readonly { x: number; y: number }[];
const weights = { slope: 1 / stray.slope ** 2, shift: 1 / stray.shift ** 2 };

/** How badly a scaling fits, the priors included. */
function loss(points: Points, { slope, shift }: Scaling): number {
  const prior = (weights.slope * (slope - 1) ** 2 + weights.shift * shift ** 2) / 2;
  // log(1 + e^z) without overflow.
  const softplus = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  return points.reduce((sum, { x, y }) => sum + softplus(slope * x + shift) - y * (slope * x + shift), prior);
}

function newtonStep(points: Points, { slope, shift }: Scaling): Scaling {
  let [gSlope, gShift] = [weights.slope * (slope - 1), weights.shift * shift];
  let [hSlope, hBoth, hShift] = [weights.slope, 0, weights.shift];
  for (const { x, y } of points) {
    const p = sigmoid(slope * x + shift);
    const weight = p * (1 - p);
    gSlope += (p - y) * x;
    gShift += p - y;
    hSlope += weight * x * x;
    hBoth += weight * x;
    hShift += weight;
  }
  const determinant = hSlope * hShift - hBoth * hBoth;
  return {
    slope: (hShift * gSlope - hBoth * gShift) / determinant,
    shift: (hSlope * gShift - hBoth * gSlope) / determinant,
  };
}
