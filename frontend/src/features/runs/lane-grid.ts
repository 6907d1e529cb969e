/** Columns of ruler and lanes: name, bars, duration. */
export const laneGrid =
  'grid grid-cols-[7.5rem_minmax(0,1fr)_4.5rem] items-center px-4 lg:grid-cols-[13.5rem_minmax(0,1fr)_4.5rem]';
