// Owns contrast as WCAG 2 defines it, of colours as the browser computed them.

/** Red, green, blue from 0 to 1, and opacity, of `rgb(…)`, `rgba(…)` or `color(srgb …)`. */
function channels(colour) {
  const numbers = colour.match(/[\d.]+(?:e-?\d+)?/g).map(Number);
  const isUnit = colour.startsWith('color(srgb');
  const [red, green, blue, alpha = 1] = numbers;
  const scale = isUnit ? 1 : 255;
  return { rgb: [red, green, blue].map((value) => value / scale), alpha };
}

/** What is seen of a colour over an opaque one. */
function over(front, back) {
  return front.rgb.map((value, i) => value * front.alpha + back.rgb[i] * (1 - front.alpha));
}

function luminance(rgb) {
  const [red, green, blue] = rgb.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(front, back) {
  const ground = channels(back);
  const [a, b] = [luminance(over(channels(front), ground)), luminance(ground.rgb)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
