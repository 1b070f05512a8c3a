/** What was measured of some work, one sample a round. */
export interface Samples<Work, Sample> {
  readonly work: Work;
  readonly samples: readonly Sample[];
}

/**
 * Measures each work once a round, one after another, so that what the machine does besides, and how warm a process is, strikes all of
 * them alike. Measured each at a time of its own, works would be compared with the hour as well.
 */
export async function inTurns<Work, Sample>(
  rounds: number,
  works: readonly Work[],
  measure: (work: Work) => Sample | Promise<Sample>,
): Promise<readonly Samples<Work, Sample>[]> {
  const measured = works.map((work) => ({ work, samples: [] as Sample[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { work, samples } of measured) samples.push(await measure(work));
  }
  return measured;
}
