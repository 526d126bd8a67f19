/** The lab itself could not do what it was asked; never used for what a scenario found. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
