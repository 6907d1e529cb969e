import { csvOf, type Cell } from '#libs/contracts';

function give(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Hands a table to the reader as a file. */
export const saveCsv = (name: string, head: readonly string[], rows: readonly (readonly Cell[])[]): void =>
  give(new Blob([csvOf(head, rows)], { type: 'text/csv;charset=utf-8' }), `${name}.csv`);

/** Hands a drawing to the reader as a picture, twice as fine as on the screen, on the page's own ground. */
export async function savePng(name: string, svg: SVGSVGElement): Promise<void> {
  const { width, height } = svg.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const paper = canvas.getContext('2d');
  if (!paper) throw new Error('This browser cannot draw pictures');
  paper.fillStyle = groundOf(svg);
  paper.fillRect(0, 0, canvas.width, canvas.height);
  for (const element of svg.querySelectorAll<SVGGraphicsElement>('path, line, rect, circle, text'))
    if (!element.closest('defs, clipPath')) draw(paper, element);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser cannot draw pictures');
  give(blob, `${name}.png`);
}

const scale = 2;

/** The colour that the drawing stands on. */
function groundOf(element: Element): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== 'rgba(0, 0, 0, 0)') return backgroundColor;
  }
  return 'white';
}

/**
 * One shape as it is seen. By hand, and not as an image of the drawing: the content security policy loads no image that is written into an
 * address.
 */
function draw(paper: CanvasRenderingContext2D, element: SVGGraphicsElement): void {
  const place = element.getCTM();
  if (!place) return;
  const seen = getComputedStyle(element);
  paper.setTransform(
    place.a * scale,
    place.b * scale,
    place.c * scale,
    place.d * scale,
    place.e * scale,
    place.f * scale,
  );
  paper.globalAlpha = Number(seen.opacity);
  if (element instanceof SVGTextContentElement) {
    if (element.getNumberOfChars() === 0) return;
    const { x, y } = element.getStartPositionOfChar(0);
    paper.font = `${seen.fontWeight} ${seen.fontSize} ${seen.fontFamily}`;
    paper.fillStyle = seen.fill;
    paper.fillText(element.textContent ?? '', x, y);
    return;
  }
  const shape = shapeOf(element);
  if (seen.fill !== 'none' && !(element instanceof SVGLineElement)) {
    paper.fillStyle = seen.fill;
    paper.fill(shape);
  }
  if (seen.stroke === 'none') return;
  paper.strokeStyle = seen.stroke;
  paper.lineWidth = parseFloat(seen.strokeWidth);
  paper.setLineDash(seen.strokeDasharray === 'none' ? [] : seen.strokeDasharray.split(/[ ,]+/).map(parseFloat));
  paper.stroke(shape);
}

function shapeOf(element: SVGGraphicsElement): Path2D {
  if (element instanceof SVGPathElement) return new Path2D(element.getAttribute('d') ?? '');
  const shape = new Path2D();
  if (element instanceof SVGLineElement) {
    shape.moveTo(element.x1.baseVal.value, element.y1.baseVal.value);
    shape.lineTo(element.x2.baseVal.value, element.y2.baseVal.value);
  } else if (element instanceof SVGCircleElement)
    shape.arc(element.cx.baseVal.value, element.cy.baseVal.value, element.r.baseVal.value, 0, 2 * Math.PI);
  else if (element instanceof SVGRectElement)
    shape.rect(
      element.x.baseVal.value,
      element.y.baseVal.value,
      element.width.baseVal.value,
      element.height.baseVal.value,
    );
  return shape;
}
