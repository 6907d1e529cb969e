import type { BenchInput } from '#libs/contracts';
import type { BenchRow } from './bench.entity.js';

/** One question of a bench. */
export interface Cell {
  position: number;
  model: string;
  input: BenchInput;
  inputAt: number;
  repeat: number;
}

/** All questions, input by input: models that are compared are asked at about the same time. */
export const cellsOf = ({ inputs, models, repeats }: Pick<BenchRow, 'inputs' | 'models' | 'repeats'>): Cell[] =>
  inputs.flatMap((input, inputAt) =>
    models.flatMap((model, modelAt) =>
      Array.from({ length: repeats }, (_, at) => ({
        position: (inputAt * models.length + modelAt) * repeats + at,
        model,
        input,
        inputAt,
        repeat: at + 1,
      })),
    ),
  );
